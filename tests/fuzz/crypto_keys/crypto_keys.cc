// Reads octets as keys: the first says as what. What is taken as a key is written and read again as
// it is, and does what keys do.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "absl/strings/str_split.h"
#include "src/web/crypto/base64url.h"
#include "src/web/crypto/curve25519.h"
#include "src/web/crypto/curve448.h"
#include "src/web/crypto/ec.h"
#include "src/web/crypto/ml_dsa.h"
#include "src/web/crypto/ml_kem.h"
#include "src/web/crypto/rsa.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

namespace {

using Octets = std::span<const uint8_t>;

// `again` is what the key that was imported as `key` gives after an export.
void CheckSame(const base::Bytes& key, const absl::StatusOr<base::Bytes>& again) {
  CHECK(again.ok()) << again.status();
  CHECK(again->view() == key.view());
}

void Rsa(web::KeyFormat format, Octets der) {
  const absl::StatusOr<base::Bytes> key = web::ImportRsa(format, der);
  if (!key.ok()) return;
  const absl::StatusOr<base::Bytes> exported = web::ExportRsa(format, key->span());
  CHECK(exported.ok()) << exported.status();
  CheckSame(*key, web::ImportRsa(format, exported->span()));
  const web::RsaPart part =
      format == web::KeyFormat::kSpki ? web::RsaPart::kPublic : web::RsaPart::kPrivate;
  CheckSame(*key, web::ImportRsaNumbers(*web::ExportRsaNumbers(part, key->span())));
  CHECK(web::InfoOfRsa(part, key->span()).ok());
  if (part == web::RsaPart::kPublic) {
    CHECK(web::VerifyRsa({"SHA-256"}, key->span(), der, der).ok());
  }
}

void RsaNumbers(std::string_view text) {
  const std::vector<std::string> numbers = absl::StrSplit(text, ' ');
  const absl::StatusOr<base::Bytes> key = web::ImportRsaNumbers(numbers);
  if (!key.ok()) return;
  const web::RsaPart part = numbers.size() == 2 ? web::RsaPart::kPublic : web::RsaPart::kPrivate;
  CheckSame(*key, web::ImportRsaNumbers(*web::ExportRsaNumbers(part, key->span())));
}

void Ec(std::string_view curve, web::KeyFormat format, Octets der) {
  const absl::StatusOr<base::Bytes> key = web::ImportEc(curve, format, der);
  if (!key.ok()) return;
  const absl::StatusOr<base::Bytes> exported = web::ExportEc(curve, format, key->span());
  CHECK(exported.ok()) << exported.status();
  CheckSame(*key, web::ImportEc(curve, format, exported->span()));
  if (format == web::KeyFormat::kPkcs8) {
    CHECK(web::SignEc(curve, "SHA-256", key->span(), der).ok());
  }
}

void EcPoint(std::string_view curve, Octets point) {
  const absl::StatusOr<base::Bytes> key = web::ImportEcPoint(curve, point);
  if (!key.ok()) return;
  CheckSame(*key, web::ImportEcPoint(curve, key->span()));
  CHECK(web::VerifyEc(curve, "SHA-256", key->span(), point, point).ok());
}

template <auto Import, auto Export>
void OfName(std::string_view name, web::KeyFormat format, Octets der) {
  const absl::StatusOr<base::Bytes> key = Import(name, format, der);
  if (!key.ok()) return;
  const absl::StatusOr<base::Bytes> exported = Export(name, format, key->span());
  CHECK(exported.ok()) << exported.status();
  CheckSame(*key, Import(name, format, exported->span()));
}

constexpr auto Curve25519 = &OfName<&web::ImportCurve25519, &web::ExportCurve25519>;
constexpr auto Curve448 = &OfName<&web::ImportCurve448, &web::ExportCurve448>;
constexpr auto MlKem = &OfName<&web::ImportMlKem, &web::ExportMlKem>;
constexpr auto MlDsa = &OfName<&web::ImportMlDsa, &web::ExportMlDsa>;

void Base64Url(std::string_view text) {
  const absl::StatusOr<std::string> octets = web::FromBase64Url(text);
  if (!octets.ok()) return;
  CHECK(web::ToBase64Url({reinterpret_cast<const uint8_t*>(octets->data()), octets->size()}) ==
        text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const Octets rest(data + 1, size - 1);
  const std::string_view text(reinterpret_cast<const char*>(rest.data()), rest.size());
  switch (data[0]) {
    case 'r':
      Rsa(web::KeyFormat::kSpki, rest);
      break;
    case 'R':
      Rsa(web::KeyFormat::kPkcs8, rest);
      break;
    case 'n':
      RsaNumbers(text);
      break;
    case 'e':
      Ec("P-256", web::KeyFormat::kSpki, rest);
      break;
    case 'E':
      Ec("P-256", web::KeyFormat::kPkcs8, rest);
      break;
    case 'p':
      EcPoint("P-384", rest);
      break;
    case 'c':
      Curve25519("X25519", web::KeyFormat::kSpki, rest);
      break;
    case 'C':
      Curve25519("Ed25519", web::KeyFormat::kPkcs8, rest);
      break;
    case 'g':
      Curve448("X448", web::KeyFormat::kSpki, rest);
      break;
    case 'G':
      Curve448("Ed448", web::KeyFormat::kPkcs8, rest);
      break;
    case 'm':
      MlKem("ML-KEM-512", web::KeyFormat::kSpki, rest);
      break;
    case 'M':
      MlKem("ML-KEM-512", web::KeyFormat::kPkcs8, rest);
      break;
    case 'D':
      MlDsa("ML-DSA-44", web::KeyFormat::kPkcs8, rest);
      break;
    default:
      Base64Url(text);
  }
  return 0;
}

std::vector<std::string> FuzzSeeds() { return fuzz::ReadCorpus("tests/fuzz/crypto_keys/corpus"); }

std::vector<std::string> FuzzWords() {
  // Of DER: tags with lengths, and the names of algorithms.
  return {"\x30\x81",
          "\x30\x82",
          "\x02\x01",
          "\x03\x81",
          "\x04\x20",
          "\x05",
          "\xa0\x03",
          "\xa1\x44",
          "\x06\x03\x2b\x65\x70",
          "\x06\x03\x2b\x65\x6e",
          "\x06\x03\x2b\x65\x6f",
          "\x06\x03\x2b\x65\x71",
          "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x04\x01",
          "\x80\x20",
          "\x80\x40",
          "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07",
          "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01",
          "\xff\xff\xff\xff",
          "AQAB",
          " "};
}
