#include "src/web/crypto/ml_kem.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/rand.h"
#include "src/web/crypto/gcrypt_library.h"
#include "src/web/crypto/ml_key.h"

namespace web {
namespace {

using Octets = std::span<const uint8_t>;

constexpr size_t kSeedSize = 64;
constexpr size_t kRandomSize = GCRY_KEM_MLKEM_RANDOM_LEN;

struct Kind {
  MlKeyKind key;
  int algorithm;
  size_t ciphertext_size;
};

constexpr Kind kKinds[] = {
    {{"ML-KEM-512",
      kSeedSize,
      GCRY_KEM_MLKEM512_PUBKEY_LEN,
      GCRY_KEM_MLKEM512_SECKEY_LEN,
      {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x04, 0x01}},
     GCRY_KEM_MLKEM512,
     GCRY_KEM_MLKEM512_CIPHER_LEN},
    {{"ML-KEM-768",
      kSeedSize,
      GCRY_KEM_MLKEM768_PUBKEY_LEN,
      GCRY_KEM_MLKEM768_SECKEY_LEN,
      {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x04, 0x02}},
     GCRY_KEM_MLKEM768,
     GCRY_KEM_MLKEM768_CIPHER_LEN},
    {{"ML-KEM-1024",
      kSeedSize,
      GCRY_KEM_MLKEM1024_PUBKEY_LEN,
      GCRY_KEM_MLKEM1024_SECKEY_LEN,
      {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x04, 0x03}},
     GCRY_KEM_MLKEM1024,
     GCRY_KEM_MLKEM1024_CIPHER_LEN},
};

absl::StatusOr<const Kind*> KindNamed(std::string_view name) {
  if (absl::Status status = ReadyGcrypt(); !status.ok()) return status;
  for (const Kind& kind : kKinds) {
    if (kind.key.name == name) return &kind;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("The algorithm is \"", name, "\"; expected ML-KEM-512, -768 or -1024."));
}

absl::StatusOr<MlKeyPair> Expand(const Kind& kind, Octets seed) {
  absl::Status status = RequireOctets("The seed", seed.size(), kSeedSize);
  if (!status.ok()) return status;
  std::string public_key(kind.key.public_size, '\0');
  std::string expanded(kind.key.expanded_size, '\0');
  if (gcry_error_t error =
          gcry_kem_genkey(kind.algorithm, public_key.data(), public_key.size(), expanded.data(),
                          expanded.size(), seed.data(), seed.size());
      error != 0) {
    return GcryptError("The key could not be made", error);
  }
  std::string key(reinterpret_cast<const char*>(seed.data()), seed.size());
  key += public_key;
  return MlKeyPair{base::Bytes(std::move(key)), base::Bytes(std::move(expanded))};
}

// Every twelve bits of the vector are a number below the modulus.
bool IsReduced(Octets vector) {
  constexpr uint16_t kModulus = 3329;
  for (size_t i = 0; i + 2 < vector.size(); i += 3) {
    const unsigned low = vector[i] | (vector[i + 1] & 0x0fU) << 8;
    const unsigned high = vector[i + 1] >> 4 | vector[i + 2] << 4;
    if (low >= kModulus || high >= kModulus) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<base::Bytes> GenerateMlKem(std::string_view name) {
  uint8_t seed[kSeedSize];
  RAND_bytes(seed, sizeof(seed));
  return ImportMlKemSeed(name, seed);
}

absl::StatusOr<base::Bytes> ImportMlKemSeed(std::string_view name, Octets seed) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  absl::StatusOr<MlKeyPair> pair = Expand(**kind, seed);
  if (!pair.ok()) return pair.status();
  return pair->key;
}

absl::StatusOr<base::Bytes> ImportMlKemPublic(std::string_view name, Octets octets) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  absl::Status status = RequireOctets("The public key", octets.size(), (*kind)->key.public_size);
  if (!status.ok()) return status;
  if (!IsReduced(octets.first(octets.size() - kRandomSize))) {
    return absl::FailedPreconditionError("The public key has a number above the modulus.");
  }
  return base::Bytes::Copy(octets);
}

absl::StatusOr<base::Bytes> ImportMlKem(std::string_view name, KeyFormat format, Octets der) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  absl::StatusOr<base::Bytes> key =
      ImportMlKey((*kind)->key, format, der, [&](Octets seed) { return Expand(**kind, seed); });
  if (!key.ok() || format == KeyFormat::kPkcs8) return key;
  return ImportMlKemPublic(name, key->span());
}

absl::StatusOr<base::Bytes> ExportMlKem(std::string_view name, KeyFormat format, Octets key) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  return ExportMlKey((*kind)->key, format, key);
}

absl::StatusOr<base::Bytes> EncapsulateMlKem(std::string_view name, Octets public_key) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  absl::Status status =
      RequireOctets("The public key", public_key.size(), (*kind)->key.public_size);
  if (!status.ok()) return status;
  uint8_t random[kRandomSize];
  RAND_bytes(random, sizeof(random));
  std::string out(kMlKemSecretSize + (*kind)->ciphertext_size, '\0');
  if (gcry_error_t error = gcry_kem_encap((*kind)->algorithm, public_key.data(), public_key.size(),
                                          out.data() + kMlKemSecretSize, (*kind)->ciphertext_size,
                                          out.data(), kMlKemSecretSize, random, sizeof(random));
      error != 0) {
    return GcryptError("The secret could not be encapsulated", error);
  }
  return base::Bytes(std::move(out));
}

absl::StatusOr<base::Bytes> DecapsulateMlKem(std::string_view name, Octets private_key,
                                             Octets ciphertext) {
  absl::StatusOr<const Kind*> kind = KindNamed(name);
  if (!kind.ok()) return kind.status();
  absl::Status status =
      RequireOctets("The private key", private_key.size(), kSeedSize + (*kind)->key.public_size);
  if (status.ok()) {
    status = RequireOctets("The ciphertext", ciphertext.size(), (*kind)->ciphertext_size);
  }
  if (!status.ok()) return status;
  absl::StatusOr<MlKeyPair> pair = Expand(**kind, private_key.first(kSeedSize));
  if (!pair.ok()) return pair.status();
  std::string secret(kMlKemSecretSize, '\0');
  if (gcry_error_t error = gcry_kem_decap(
          (*kind)->algorithm, pair->expanded.data(), pair->expanded.size(), ciphertext.data(),
          ciphertext.size(), secret.data(), secret.size(), nullptr, 0);
      error != 0) {
    return GcryptError("The secret could not be decapsulated", error);
  }
  return base::Bytes(std::move(secret));
}

}  // namespace web
