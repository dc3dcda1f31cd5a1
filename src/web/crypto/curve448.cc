#include "src/web/crypto/curve448.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/rand.h"
#include "src/web/crypto/algorithm_der.h"
#include "src/web/crypto/gcrypt_library.h"

namespace web {
namespace {

using Octets = std::span<const uint8_t>;

struct Curve {
  std::string_view name;
  size_t size;
  // 1.3.101.x (RFC 8410, section 3).
  uint8_t oid[3];
};

constexpr Curve kEd448 = {"Ed448", 57, {0x2b, 0x65, 0x71}};
constexpr Curve kX448 = {"X448", 56, {0x2b, 0x65, 0x6f}};
constexpr size_t kMaxContext = 255;

absl::StatusOr<const Curve*> CurveNamed(std::string_view name) {
  if (absl::Status status = ReadyGcrypt(); !status.ok()) return status;
  if (name == kEd448.name) return &kEd448;
  if (name == kX448.name) return &kX448;
  return absl::InvalidArgumentError(
      absl::StrCat("The algorithm is \"", name, "\"; expected Ed448 or X448."));
}

absl::Status RequireSize(std::string_view what, size_t size, size_t expected) {
  if (size == expected) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(what, " has ", size, " octets; expected ", expected, "."));
}

absl::Status RequireFewer(std::string_view what, size_t size, size_t most) {
  if (size <= most) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(what, " ", size, " octets; expected at most ", most, "."));
}

absl::StatusOr<std::string> Ed448PublicOf(Octets octets) {
  absl::StatusOr<GcrySexp> key = BuildSexp("(private-key(ecc(curve Ed448)(d%b)))",
                                           static_cast<int>(octets.size()), octets.data());
  if (!key.ok()) return key.status();
  gcry_ctx_t context = nullptr;
  if (gcry_error_t error = gcry_mpi_ec_new(&context, key->get(), nullptr); error != 0) {
    return GcryptError("The private key could not be read", error);
  }
  const std::unique_ptr<gcry_context, void (*)(gcry_ctx_t)> context_owner(context,
                                                                          &gcry_ctx_release);
  const std::unique_ptr<gcry_mpi, void (*)(gcry_mpi_t)> point(
      gcry_mpi_ec_get_mpi("q@eddsa", context, 1), &gcry_mpi_release);
  unsigned bits = 0;
  const void* data = point == nullptr ? nullptr : gcry_mpi_get_opaque(point.get(), &bits);
  if (data == nullptr || bits != kEd448.size * 8) {
    return absl::InternalError("The public key could not be computed.");
  }
  return std::string(static_cast<const char*>(data), kEd448.size);
}

absl::StatusOr<std::string> X448(Octets scalar, const uint8_t* point) {
  std::string out(kX448.size, '\0');
  const gpg_error_t error = gcry_ecc_mul_point(
      GCRY_ECC_CURVE448, reinterpret_cast<uint8_t*>(out.data()), scalar.data(), point);
  if (error != 0) return GcryptError("The point could not be multiplied", error);
  return out;
}

absl::StatusOr<GcrySexp> DataOf(Octets context, Octets data) {
  // An S-expression has no empty items.
  const auto size = static_cast<int>(data.size());
  const auto context_size = static_cast<int>(context.size());
  if (!data.empty() && !context.empty()) {
    return BuildSexp("(data(value%b)(label%b))", size, data.data(), context_size, context.data());
  }
  if (!context.empty()) {
    return BuildSexp("(data(value)(label%b))", context_size, context.data());
  }
  return data.empty() ? BuildSexp("(data(value))")
                      : BuildSexp("(data(value%b))", size, data.data());
}

absl::Status RequireData(Octets context, Octets data) {
  absl::Status status = RequireFewer("The context has", context.size(), kMaxContext);
  return status.ok() ? RequireFewer("The data have", data.size(), kMaxSignedData) : status;
}

// Whether y is 0, 1 or -1: those of the points whose order divides 4.
bool IsOfSmallOrder(Octets point) {
  if ((point.back() & 0x7f) != 0) return false;
  const Octets y = point.first(kX448.size);
  const auto are = [](Octets octets, uint8_t value) {
    return std::all_of(octets.begin(), octets.end(), [=](uint8_t octet) { return octet == value; });
  };
  if (y[0] <= 1 && are(y.subspan(1), 0)) return true;
  // p - 1, p and p + 1, where p = 2^448 - 2^224 - 1.
  constexpr size_t kHalf = 28;
  const bool is_high = y[kHalf] == 0xfe && are(y.subspan(kHalf + 1), 0xff);
  if (is_high && (y[0] == 0xfe || y[0] == 0xff) && are(y.subspan(1, kHalf - 1), 0xff)) return true;
  return are(y.first(kHalf), 0) && are(y.subspan(kHalf), 0xff);
}

}  // namespace

absl::StatusOr<base::Bytes> GenerateCurve448(std::string_view name) {
  absl::StatusOr<const Curve*> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  uint8_t octets[kEd448.size];
  RAND_bytes(octets, (*curve)->size);
  return ImportCurve448Private(name, {octets, (*curve)->size});
}

absl::StatusOr<base::Bytes> ImportCurve448Private(std::string_view name, Octets octets) {
  absl::StatusOr<const Curve*> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  if (absl::Status status = RequireSize("The private key", octets.size(), (*curve)->size);
      !status.ok()) {
    return status;
  }
  absl::StatusOr<std::string> point =
      *curve == &kEd448 ? Ed448PublicOf(octets) : X448(octets, nullptr);
  if (!point.ok()) return point.status();
  return base::Bytes(absl::StrCat(
      std::string_view(reinterpret_cast<const char*>(octets.data()), octets.size()), *point));
}

absl::StatusOr<base::Bytes> ImportCurve448(std::string_view name, KeyFormat format, Octets der) {
  absl::StatusOr<const Curve*> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  absl::StatusOr<base::Bytes> octets = ReadAlgorithmKey(format, (*curve)->oid, der);
  if (!octets.ok()) return octets.status();
  const size_t size = (*curve)->size;
  if (format == KeyFormat::kSpki) {
    absl::Status status = RequireSize("The public key", octets->size(), size);
    if (!status.ok()) return status;
    return octets;
  }
  // CurvePrivateKey ::= OCTET STRING (RFC 8410, section 7).
  const Octets inner = octets->span();
  if (inner.size() != size + 2 || inner[0] != 0x04 || inner[1] != size) {
    return absl::FailedPreconditionError(
        absl::StrCat("The private key is no OCTET STRING of ", size, " octets."));
  }
  return ImportCurve448Private(name, inner.subspan(2));
}

absl::StatusOr<base::Bytes> ExportCurve448(std::string_view name, KeyFormat format, Octets key) {
  absl::StatusOr<const Curve*> curve = CurveNamed(name);
  if (!curve.ok()) return curve.status();
  const size_t size = (*curve)->size;
  if (key.size() < size) return RequireSize("The key", key.size(), size);
  if (format == KeyFormat::kSpki) {
    return WriteAlgorithmKey(format, (*curve)->oid, key.first(size));
  }
  std::string inner = {0x04, static_cast<char>(size)};
  inner.append(reinterpret_cast<const char*>(key.data()), size);
  return WriteAlgorithmKey(format, (*curve)->oid, base::Bytes(std::move(inner)).span());
}

absl::StatusOr<base::Bytes> SignEd448(Octets private_key, Octets context, Octets data) {
  absl::Status status = ReadyGcrypt();
  if (status.ok()) status = RequireSize("The private key", private_key.size(), 2 * kEd448.size);
  if (status.ok()) status = RequireData(context, data);
  if (!status.ok()) return status;
  const auto size = static_cast<int>(kEd448.size);
  absl::StatusOr<GcrySexp> key = BuildSexp("(private-key(ecc(curve Ed448)(q%b)(d%b)))", size,
                                           private_key.data() + size, size, private_key.data());
  if (!key.ok()) return key.status();
  absl::StatusOr<GcrySexp> input = DataOf(context, data);
  if (!input.ok()) return input.status();
  gcry_sexp_t signature = nullptr;
  if (gcry_error_t error = gcry_pk_sign(&signature, input->get(), key->get()); error != 0) {
    return GcryptError("The data could not be signed", error);
  }
  const GcrySexp owner(signature);
  absl::StatusOr<base::Bytes> r = SexpItem(signature, "r");
  absl::StatusOr<base::Bytes> s = SexpItem(signature, "s");
  if (!r.ok()) return r.status();
  if (!s.ok()) return s.status();
  return base::Bytes(absl::StrCat(r->view(), s->view()));
}

absl::StatusOr<bool> VerifyEd448(Octets public_key, Octets context, Octets signature, Octets data) {
  absl::Status status = ReadyGcrypt();
  if (status.ok()) status = RequireSize("The public key", public_key.size(), kEd448.size);
  if (status.ok()) status = RequireData(context, data);
  if (!status.ok()) return status;
  if (signature.size() != 2 * kEd448.size || IsOfSmallOrder(public_key) ||
      IsOfSmallOrder(signature.first(kEd448.size))) {
    return false;
  }
  const auto size = static_cast<int>(kEd448.size);
  absl::StatusOr<GcrySexp> key =
      BuildSexp("(public-key(ecc(curve Ed448)(q%b)))", size, public_key.data());
  if (!key.ok()) return key.status();
  absl::StatusOr<GcrySexp> input = DataOf(context, data);
  if (!input.ok()) return input.status();
  absl::StatusOr<GcrySexp> given = BuildSexp("(sig-val(eddsa(r%b)(s%b)))", size, signature.data(),
                                             size, signature.data() + size);
  if (!given.ok()) return given.status();
  return gcry_pk_verify(given->get(), input->get(), key->get()) == 0;
}

absl::StatusOr<base::Bytes> DeriveX448(Octets private_key, Octets public_key) {
  absl::Status status = ReadyGcrypt();
  if (status.ok()) status = RequireSize("The private key", private_key.size(), 2 * kX448.size);
  if (status.ok()) status = RequireSize("The public key", public_key.size(), kX448.size);
  if (!status.ok()) return status;
  absl::StatusOr<std::string> secret = X448(private_key.first(kX448.size), public_key.data());
  if (!secret.ok()) return secret.status();
  if (std::all_of(secret->begin(), secret->end(), [](char octet) { return octet == 0; })) {
    return absl::FailedPreconditionError(
        "The secret would be 0: the public key is a point of small order.");
  }
  return base::Bytes(*std::move(secret));
}

}  // namespace web
