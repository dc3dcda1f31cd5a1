#include "src/web/crypto/derive.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "openssl/digest.h"
#include "openssl/evp.h"
#include "openssl/hkdf.h"
#include "openssl/hmac.h"
#include "openssl/mem.h"
#include "src/web/crypto/hash.h"

namespace web {
namespace {

uint8_t* Octets(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }

}  // namespace

absl::StatusOr<base::Bytes> Hmac(std::string_view hash, std::span<const uint8_t> key,
                                 std::span<const uint8_t> data) {
  absl::StatusOr<const EVP_MD*> digest = HashNamed(hash);
  if (!digest.ok()) return digest.status();
  uint8_t mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  // BoringSSL asks a key of no octets to be somewhere.
  static constexpr uint8_t kNothing[1] = {};
  if (HMAC(*digest, key.empty() ? kNothing : key.data(), key.size(), data.data(), data.size(), mac,
           &size) == nullptr) {
    return CryptoError("The HMAC could not be computed");
  }
  return base::Bytes::Copy(std::span<const uint8_t>(mac, size));
}

absl::StatusOr<base::Bytes> Hkdf(std::string_view hash, std::span<const uint8_t> key,
                                 std::span<const uint8_t> salt, std::span<const uint8_t> info,
                                 uint32_t size) {
  absl::StatusOr<const EVP_MD*> digest = HashNamed(hash);
  if (!digest.ok()) return digest.status();
  if (size > 255 * EVP_MD_size(*digest)) {
    return absl::FailedPreconditionError(absl::StrCat("HKDF was asked for ", size, " octets; with ",
                                                      hash, " it has 255 digests at most."));
  }
  std::string out(size, '\0');
  if (HKDF(Octets(out), size, *digest, key.data(), key.size(), salt.data(), salt.size(),
           info.data(), info.size()) != 1) {
    return CryptoError("HKDF failed");
  }
  return base::Bytes(std::move(out));
}

uint64_t Pbkdf2Rounds(std::string_view hash, uint32_t iterations, uint32_t size) {
  absl::StatusOr<const EVP_MD*> digest = HashNamed(hash);
  if (!digest.ok()) return 0;
  const uint64_t digest_size = EVP_MD_size(*digest);
  return (uint64_t{size} + digest_size - 1) / digest_size * iterations;
}

absl::StatusOr<base::Bytes> Pbkdf2(std::string_view hash, std::span<const uint8_t> password,
                                   std::span<const uint8_t> salt, uint32_t iterations,
                                   uint32_t size) {
  absl::StatusOr<const EVP_MD*> digest = HashNamed(hash);
  if (!digest.ok()) return digest.status();
  if (iterations == 0) return absl::FailedPreconditionError("PBKDF2 was given 0 iterations.");
  const uint64_t rounds = Pbkdf2Rounds(hash, iterations, size);
  if (rounds > kMaxPbkdf2Rounds) {
    return absl::FailedPreconditionError(
        absl::StrCat("PBKDF2 would compute ", rounds, " digests, for ", size, " octets with ",
                     iterations, " iterations; expected at most ", kMaxPbkdf2Rounds, "."));
  }
  std::string out(size, '\0');
  if (PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(password.data()), password.size(),
                        salt.data(), salt.size(), iterations, *digest, size, Octets(out)) != 1) {
    return CryptoError("PBKDF2 failed");
  }
  return base::Bytes(std::move(out));
}

bool TimingSafeEqual(std::span<const uint8_t> a, std::span<const uint8_t> b) {
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace web
