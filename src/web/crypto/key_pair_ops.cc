#include "src/web/crypto/key_pair_ops.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/web/crypto/curve25519.h"
#include "src/web/crypto/ec.h"
#include "src/web/crypto/rsa.h"
#include "src/worker/run_off_lane.h"

namespace web {
namespace {

using base::Bytes;
using engine::Call;
using engine::Resolver;
using BytesOr = absl::StatusOr<Bytes>;
using Octets = std::span<const uint8_t>;

RsaPart PartOf(bool is_private) { return is_private ? RsaPart::kPrivate : RsaPart::kPublic; }

// RSA.

void RsaGenerate(Call& call, uint32_t bits, uint32_t exponent, Resolver<Bytes> done) {
  worker::RunOffLane(call, std::move(done), 0,
                     [bits, exponent] { return GenerateRsa(bits, exponent); });
}

BytesOr RsaPublicOfOp(Call&, Octets key) { return RsaPublicOf(key); }

BytesOr RsaImport(Call&, std::string format_name, Octets der) {
  absl::StatusOr<KeyFormat> format = KeyFormatNamed(format_name);
  if (!format.ok()) return format.status();
  return ImportRsa(*format, der);
}

BytesOr RsaExport(Call&, std::string format_name, Octets key) {
  absl::StatusOr<KeyFormat> format = KeyFormatNamed(format_name);
  if (!format.ok()) return format.status();
  return ExportRsa(*format, key);
}

BytesOr RsaImportNumbers(Call&, std::vector<std::string> numbers) {
  return ImportRsaNumbers(numbers);
}

absl::StatusOr<std::vector<std::string>> RsaExportNumbers(Call&, bool is_private, Octets key) {
  return ExportRsaNumbers(PartOf(is_private), key);
}

absl::StatusOr<uint32_t> RsaModulusBits(Call&, bool is_private, Octets key) {
  absl::StatusOr<RsaInfo> info = InfoOfRsa(PartOf(is_private), key);
  if (!info.ok()) return info.status();
  return info->modulus_bits;
}

BytesOr RsaExponent(Call&, bool is_private, Octets key) {
  absl::StatusOr<RsaInfo> info = InfoOfRsa(PartOf(is_private), key);
  if (!info.ok()) return info.status();
  return info->exponent;
}

void RsaSign(Call& call, std::string hash, bool is_pss, uint32_t salt_size, Bytes key, Bytes data,
             Resolver<Bytes> done) {
  const size_t size = key.size() + data.size();
  worker::RunOffLane(
      call, std::move(done), size,
      [hash = std::move(hash), is_pss, salt_size, key = std::move(key), data = std::move(data)] {
        return SignRsa({hash, is_pss, salt_size}, key.span(), data.span());
      });
}

absl::StatusOr<bool> RsaVerify(Call&, std::string hash, bool is_pss, uint32_t salt_size, Octets key,
                               Octets signature, Octets data) {
  return VerifyRsa({hash, is_pss, salt_size}, key, signature, data);
}

BytesOr RsaEncrypt(Call&, std::string hash, Octets key, Octets label, Octets data) {
  return EncryptRsa(hash, key, label, data);
}

void RsaDecrypt(Call& call, std::string hash, Bytes key, Bytes label, Bytes data,
                Resolver<Bytes> done) {
  const size_t size = key.size() + label.size() + data.size();
  worker::RunOffLane(
      call, std::move(done), size,
      [hash = std::move(hash), key = std::move(key), label = std::move(label),
       data = std::move(data)] { return DecryptRsa(hash, key.span(), label.span(), data.span()); });
}

// Elliptic curves.

BytesOr EcGenerate(Call&, std::string curve) { return GenerateEc(curve); }

BytesOr EcImport(Call&, std::string curve, std::string format_name, Octets der) {
  absl::StatusOr<KeyFormat> format = KeyFormatNamed(format_name);
  if (!format.ok()) return format.status();
  return ImportEc(curve, *format, der);
}

BytesOr EcExport(Call&, std::string curve, std::string format_name, Octets key) {
  absl::StatusOr<KeyFormat> format = KeyFormatNamed(format_name);
  if (!format.ok()) return format.status();
  return ExportEc(curve, *format, key);
}

BytesOr EcImportPoint(Call&, std::string curve, Octets point) {
  return ImportEcPoint(curve, point);
}

BytesOr EcImportNumbers(Call&, std::string curve, Octets x, Octets y, std::optional<Bytes> d) {
  if (!d) return ImportEcNumbers(curve, x, y, std::nullopt);
  return ImportEcNumbers(curve, x, y, d->span());
}

BytesOr EcSign(Call&, std::string curve, std::string hash, Octets key, Octets data) {
  return SignEc(curve, hash, key, data);
}

absl::StatusOr<bool> EcVerify(Call&, std::string curve, std::string hash, Octets key,
                              Octets signature, Octets data) {
  return VerifyEc(curve, hash, key, signature, data);
}

BytesOr EcDerive(Call&, std::string curve, Octets private_key, Octets public_key) {
  return DeriveEc(curve, private_key, public_key);
}

BytesOr Curve25519Generate(Call&, std::string name) { return GenerateCurve25519(name); }

BytesOr Curve25519ImportPrivate(Call&, std::string name, Octets octets) {
  return ImportCurve25519Private(name, octets);
}

BytesOr Curve25519Import(Call&, std::string name, std::string format_name, Octets der) {
  absl::StatusOr<KeyFormat> format = KeyFormatNamed(format_name);
  if (!format.ok()) return format.status();
  return ImportCurve25519(name, *format, der);
}

BytesOr Curve25519Export(Call&, std::string name, std::string format_name, Octets key) {
  absl::StatusOr<KeyFormat> format = KeyFormatNamed(format_name);
  if (!format.ok()) return format.status();
  return ExportCurve25519(name, *format, key);
}

BytesOr Ed25519Sign(Call&, Octets key, Octets data) { return SignEd25519(key, data); }

absl::StatusOr<bool> Ed25519Verify(Call&, Octets key, Octets signature, Octets data) {
  return VerifyEd25519(key, signature, data);
}

BytesOr X25519Derive(Call&, Octets private_key, Octets public_key) {
  return DeriveX25519(private_key, public_key);
}

constexpr engine::Op kOps[] = {
    engine::Bind<&RsaGenerate>("rsaGenerate"),
    engine::Bind<&RsaPublicOfOp>("rsaPublicOf"),
    engine::Bind<&RsaImport>("rsaImport"),
    engine::Bind<&RsaExport>("rsaExport"),
    engine::Bind<&RsaImportNumbers>("rsaImportNumbers"),
    engine::Bind<&RsaExportNumbers>("rsaExportNumbers"),
    engine::Bind<&RsaModulusBits>("rsaModulusBits"),
    engine::Bind<&RsaExponent>("rsaExponent"),
    engine::Bind<&RsaSign>("rsaSign"),
    engine::Bind<&RsaVerify>("rsaVerify"),
    engine::Bind<&RsaEncrypt>("rsaEncrypt"),
    engine::Bind<&RsaDecrypt>("rsaDecrypt"),
    engine::Bind<&EcGenerate>("ecGenerate"),
    engine::Bind<&EcImport>("ecImport"),
    engine::Bind<&EcExport>("ecExport"),
    engine::Bind<&EcImportPoint>("ecImportPoint"),
    engine::Bind<&EcImportNumbers>("ecImportNumbers"),
    engine::Bind<&EcSign>("ecSign"),
    engine::Bind<&EcVerify>("ecVerify"),
    engine::Bind<&EcDerive>("ecDerive"),
    engine::Bind<&Curve25519Generate>("curve25519Generate"),
    engine::Bind<&Curve25519ImportPrivate>("curve25519ImportPrivate"),
    engine::Bind<&Curve25519Import>("curve25519Import"),
    engine::Bind<&Curve25519Export>("curve25519Export"),
    engine::Bind<&Ed25519Sign>("ed25519Sign"),
    engine::Bind<&Ed25519Verify>("ed25519Verify"),
    engine::Bind<&X25519Derive>("x25519Derive"),
};

}  // namespace

constinit const engine::Module kKeyPairsModule = {"native:key_pairs", kOps};

}  // namespace web
