#include "src/web/crypto/ml_dsa.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/rand.h"
#include "src/web/crypto/gcrypt_library.h"
#include "src/web/crypto/ml_key.h"

namespace web {
namespace {

using Octets = std::span<const uint8_t>;

constexpr size_t kSeedSize = 32;
constexpr size_t kRandomSize = 32;
constexpr size_t kMaxContext = 255;

struct Kind {
  MlKeyKind key;
  // As Libgcrypt calls it.
  const char* algorithm;
  size_t signature_size;
};

// FIPS 204, section 4.
constexpr Kind kKinds[] = {
    {{"ML-DSA-44", kSeedSize, 1312, 2560, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11}},
     "dilithium2",
     2420},
    {{"ML-DSA-65", kSeedSize, 1952, 4032, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12}},
     "dilithium3",
     3309},
    {{"ML-DSA-87", kSeedSize, 2592, 4896, {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x13}},
     "dilithium5",
     4627},
};

absl::StatusOr<const Kind*> KindNamed(std::string_view name) {
  if (absl::Status status = ReadyGcrypt(); !status.ok()) return status;
  for (const Kind& kind : kKinds) {
    if (kind.key.name == name) return &kind;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("The algorithm is \"", name, "\"; expected ML-DSA-44, -65 or -87."));
}

absl::StatusOr<MlKeyPair> Expand(const Kind& kind, Octets seed) {
  absl::Status status = RequireOctets("The seed", seed.size(), kSeedSize);
  if (!status.ok()) return status;
  absl::StatusOr<GcrySexp> wanted =
      BuildSexp("(genkey(%s(S%b)))", kind.algorithm, static_cast<int>(seed.size()), seed.data());
  if (!wanted.ok()) return wanted.status();
  gcry_sexp_t made = nullptr;
  if (gcry_error_t error = gcry_pk_genkey(&made, wanted->get()); error != 0) {
    return GcryptError("The key could not be made", error);
  }
  const GcrySexp owner(made);
  absl::StatusOr<base::Bytes> public_key = SexpItem(made, "p");
  absl::StatusOr<base::Bytes> expanded = SexpItem(made, "s");
  if (!public_key.ok()) return public_key.status();
  if (!expanded.ok()) return expanded.status();
  std::string key(reinterpret_cast<const char*>(seed.data()), seed.size());
  key += public_key->view();
  return MlKeyPair{base::Bytes(std::move(key)), *std::move(expanded)};
}

// What is signed of data with a context (section 5.2): never nothing, which Libgcrypt does not
// take.
absl::StatusOr<std::string> MessageOf(Octets context, Octets data) {
  if (context.size() > kMaxContext) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The context has ", context.size(), " octets; expected at most ", kMaxContext, "."));
  }
  if (data.size() > kMaxSignedData) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The data have ", data.size(), " octets; expected at most ", kMaxSignedData, "."));
  }
  std::string message = {'\0', static_cast<char>(context.size())};
  message.append(reinterpret_cast<const char*>(context.data()), context.size());
  message.append(reinterpret_cast<const char*>(data.data()), data.size());
  return message;
}

}  // namespace

absl::StatusOr<base::Bytes> GenerateMlDsa(std::string_view name) {
  uint8_t seed[kSeedSize];
  RAND_bytes(seed, sizeof(seed));
  return ImportMlDsaSeed(name, seed);
}

absl::StatusOr<base::Bytes> ImportMlDsaSeed(std::string_view name, Octets seed) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  absl::StatusOr<MlKeyPair> pair = Expand(**kind, seed);
  if (!pair.ok()) return pair.status();
  return pair->key;
}

absl::StatusOr<base::Bytes> ImportMlDsaPublic(std::string_view name, Octets octets) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  absl::Status status = RequireOctets("The public key", octets.size(), (*kind)->key.public_size);
  if (!status.ok()) return status;
  return base::Bytes::Copy(octets);
}

absl::StatusOr<base::Bytes> ImportMlDsa(std::string_view name, KeyFormat format, Octets der) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  return ImportMlKey((*kind)->key, format, der, [&](Octets seed) { return Expand(**kind, seed); });
}

absl::StatusOr<base::Bytes> ExportMlDsa(std::string_view name, KeyFormat format, Octets key) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  return ExportMlKey((*kind)->key, format, key);
}

absl::StatusOr<base::Bytes> SignMlDsa(std::string_view name, Octets private_key, Octets context,
                                      Octets data) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  absl::Status status =
      RequireOctets("The private key", private_key.size(), kSeedSize + (*kind)->key.public_size);
  if (!status.ok()) return status;
  absl::StatusOr<std::string> message = MessageOf(context, data);
  if (!message.ok()) return message.status();
  absl::StatusOr<MlKeyPair> pair = Expand(**kind, private_key.first(kSeedSize));
  if (!pair.ok()) return pair.status();
  absl::StatusOr<GcrySexp> key =
      BuildSexp("(private-key(%s(s%b)))", (*kind)->algorithm,
                static_cast<int>(pair->expanded.size()), pair->expanded.data());
  if (!key.ok()) return key.status();
  uint8_t random[kRandomSize];
  RAND_bytes(random, sizeof(random));
  absl::StatusOr<GcrySexp> input = BuildSexp(
      "(data(raw)(flags no-prefix)(value%b)(random-override%b))", static_cast<int>(message->size()),
      message->data(), static_cast<int>(kRandomSize), random);
  if (!input.ok()) return input.status();
  gcry_sexp_t signature = nullptr;
  if (gcry_error_t error = gcry_pk_sign(&signature, input->get(), key->get()); error != 0) {
    return GcryptError("The data could not be signed", error);
  }
  const GcrySexp owner(signature);
  return SexpItem(signature, "s");
}

absl::StatusOr<bool> VerifyMlDsa(std::string_view name, Octets public_key, Octets context,
                                 Octets signature, Octets data) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  absl::Status status =
      RequireOctets("The public key", public_key.size(), (*kind)->key.public_size);
  if (!status.ok()) return status;
  absl::StatusOr<std::string> message = MessageOf(context, data);
  if (!message.ok()) return message.status();
  if (signature.size() != (*kind)->signature_size) return false;
  const char* algorithm = (*kind)->algorithm;
  absl::StatusOr<GcrySexp> key = BuildSexp("(public-key(%s(p%b)))", algorithm,
                                           static_cast<int>(public_key.size()), public_key.data());
  if (!key.ok()) return key.status();
  absl::StatusOr<GcrySexp> input = BuildSexp("(data(raw)(flags no-prefix)(value%b))",
                                             static_cast<int>(message->size()), message->data());
  if (!input.ok()) return input.status();
  absl::StatusOr<GcrySexp> given = BuildSexp("(sig-val(%s(s%b)))", algorithm,
                                             static_cast<int>(signature.size()), signature.data());
  if (!given.ok()) return given.status();
  return gcry_pk_verify(given->get(), input->get(), key->get()) == 0;
}

}  // namespace web
