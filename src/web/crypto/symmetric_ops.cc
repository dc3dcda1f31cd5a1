#include "src/web/crypto/symmetric_ops.h"

#include <string>
#include <utility>

#include "src/web/crypto/base64url.h"
#include "src/web/crypto/cipher.h"
#include "src/web/crypto/derive.h"
#include "src/worker/run_off_lane.h"

namespace web {
namespace {

using base::Bytes;
using engine::Call;
using engine::Resolver;
using Octets = std::span<const uint8_t>;

absl::StatusOr<Bytes> Cipher(const CipherInput& input, bool encrypt) {
  return encrypt ? Encrypt(input) : Decrypt(input);
}

absl::StatusOr<Bytes> CipherOp(Call&, std::string name, bool encrypt, Octets key, Octets iv,
                               Octets additional_data, uint32_t bits, Octets data) {
  return Cipher({name, key, iv, additional_data, bits, data}, encrypt);
}

void CipherLater(Call& call, std::string name, bool encrypt, Bytes key, Bytes iv,
                 Bytes additional_data, uint32_t bits, Bytes data, Resolver<Bytes> done) {
  const size_t size = data.size() * 2 + additional_data.size();
  worker::RunOffLane(call, std::move(done), size,
                     [name = std::move(name), encrypt, key = std::move(key), iv = std::move(iv),
                      additional_data = std::move(additional_data), bits, data = std::move(data)] {
                       return Cipher(
                           {name, key.span(), iv.span(), additional_data.span(), bits, data.span()},
                           encrypt);
                     });
}

absl::StatusOr<Bytes> HmacOp(Call&, std::string hash, Octets key, Octets data) {
  return Hmac(hash, key, data);
}

void HmacLater(Call& call, std::string hash, Bytes key, Bytes data, Resolver<Bytes> done) {
  const size_t size = data.size();
  worker::RunOffLane(call, std::move(done), size,
                     [hash = std::move(hash), key = std::move(key), data = std::move(data)] {
                       return Hmac(hash, key.span(), data.span());
                     });
}

absl::StatusOr<Bytes> HkdfOp(Call&, std::string hash, Octets key, Octets salt, Octets info,
                             uint32_t size) {
  return Hkdf(hash, key, salt, info, size);
}

double Pbkdf2RoundsOp(Call&, std::string hash, uint32_t iterations, uint32_t size) {
  return static_cast<double>(Pbkdf2Rounds(hash, iterations, size));
}

absl::StatusOr<Bytes> Pbkdf2Op(Call&, std::string hash, Octets password, Octets salt,
                               uint32_t iterations, uint32_t size) {
  return Pbkdf2(hash, password, salt, iterations, size);
}

void Pbkdf2Later(Call& call, std::string hash, Bytes password, Bytes salt, uint32_t iterations,
                 uint32_t size, Resolver<Bytes> done) {
  const size_t held = password.size() + salt.size() + size;
  worker::RunOffLane(
      call, std::move(done), held,
      [hash = std::move(hash), password = std::move(password), salt = std::move(salt), iterations,
       size] { return Pbkdf2(hash, password.span(), salt.span(), iterations, size); });
}

absl::StatusOr<bool> TimingSafeEqualOp(Call&, Octets a, Octets b) {
  if (a.size() != b.size()) return absl::InvalidArgumentError("The sizes differ.");
  return TimingSafeEqual(a, b);
}

std::string ToBase64UrlOp(Call&, Octets octets) { return ToBase64Url(octets); }

absl::StatusOr<Bytes> FromBase64UrlOp(Call&, std::string text) {
  absl::StatusOr<std::string> octets = FromBase64Url(text);
  if (!octets.ok()) return octets.status();
  return Bytes(*std::move(octets));
}

constexpr engine::Op kOps[] = {
    engine::Bind<&CipherOp>("cipher"),
    engine::Bind<&CipherLater>("cipherLater"),
    engine::Bind<&HmacOp>("hmac"),
    engine::Bind<&HmacLater>("hmacLater"),
    engine::Bind<&HkdfOp>("hkdf"),
    engine::Bind<&Pbkdf2RoundsOp>("pbkdf2Rounds"),
    engine::Bind<&Pbkdf2Op>("pbkdf2"),
    engine::Bind<&Pbkdf2Later>("pbkdf2Later"),
    engine::Bind<&TimingSafeEqualOp>("timingSafeEqual"),
    engine::Bind<&ToBase64UrlOp>("toBase64Url"),
    engine::Bind<&FromBase64UrlOp>("fromBase64Url"),
};

}  // namespace

constinit const engine::Module kSymmetricCryptoModule = {"native:symmetric_crypto", kOps};

}  // namespace web
