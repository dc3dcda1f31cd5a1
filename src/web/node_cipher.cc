#include "src/web/node_cipher.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/aead.h"
#include "openssl/cipher.h"
#include "openssl/err.h"

namespace web {
namespace {

constexpr size_t kBlock = 16;
constexpr size_t kTag = 16;

absl::Status Failed(std::string_view what) {
  ERR_clear_error();
  return absl::InvalidArgumentError(what);
}

const EVP_CIPHER* AesCipher(std::string_view mode, size_t key_length) {
  switch (key_length) {
    case 16:
      return mode == "cbc"   ? EVP_aes_128_cbc()
             : mode == "ctr" ? EVP_aes_128_ctr()
                             : EVP_aes_128_ecb();
    case 24:
      return mode == "cbc"   ? EVP_aes_192_cbc()
             : mode == "ctr" ? EVP_aes_192_ctr()
                             : EVP_aes_192_ecb();
    case 32:
      return mode == "cbc"   ? EVP_aes_256_cbc()
             : mode == "ctr" ? EVP_aes_256_ctr()
                             : EVP_aes_256_ecb();
    default:
      return nullptr;
  }
}

const EVP_AEAD* AeadFor(std::string_view cipher, size_t key_length) {
  if (cipher == "chacha20-poly1305") {
    return key_length == 32 ? EVP_aead_chacha20_poly1305() : nullptr;
  }
  if (cipher != "gcm") return nullptr;
  return key_length == 16   ? EVP_aead_aes_128_gcm()
         : key_length == 24 ? EVP_aead_aes_192_gcm()
         : key_length == 32 ? EVP_aead_aes_256_gcm()
                            : nullptr;
}

absl::Status StartAead(EVP_AEAD_CTX* context, std::string_view cipher,
                       std::span<const uint8_t> key) {
  const EVP_AEAD* aead = AeadFor(cipher, key.size());
  if (aead == nullptr ||
      EVP_AEAD_CTX_init(context, aead, key.data(), key.size(), kTag, nullptr) != 1) {
    return Failed(absl::StrCat("Invalid key length: ", key.size(), " octets for ", cipher));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> AesBlocks(std::string_view mode, std::span<const uint8_t> key,
                                      std::span<const uint8_t> iv, uint32_t skip, bool encrypt,
                                      std::span<const uint8_t> data) {
  const EVP_CIPHER* cipher = AesCipher(mode, key.size());
  const bool is_stream = mode == "ctr";
  if (cipher == nullptr) return Failed("Invalid key length");
  if (iv.size() != (mode == "ecb" ? 0 : kBlock) || skip >= kBlock ||
      (!is_stream && (skip != 0 || data.size() % kBlock != 0))) {
    return Failed("Invalid initialization vector");
  }
  bssl::ScopedEVP_CIPHER_CTX context;
  const uint8_t used[kBlock] = {};
  uint8_t dropped[kBlock];
  std::string out(data.size(), '\0');
  int length = 0;
  if (EVP_CipherInit_ex(context.get(), cipher, nullptr, key.data(), iv.data(), encrypt ? 1 : 0) !=
          1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      (skip > 0 &&
       EVP_CipherUpdate(context.get(), dropped, &length, used, static_cast<int>(skip)) != 1) ||
      EVP_CipherUpdate(context.get(), reinterpret_cast<uint8_t*>(out.data()), &length, data.data(),
                       static_cast<int>(data.size())) != 1) {
    return Failed("the data cannot be read");
  }
  out.resize(static_cast<size_t>(length));
  return out;
}

absl::StatusOr<std::string> Seal(std::string_view cipher, std::span<const uint8_t> key,
                                 std::span<const uint8_t> nonce, std::span<const uint8_t> extra,
                                 std::span<const uint8_t> data) {
  bssl::ScopedEVP_AEAD_CTX context;
  if (absl::Status status = StartAead(context.get(), cipher, key); !status.ok()) return status;
  std::string out(data.size() + kTag, '\0');
  size_t length = 0;
  if (EVP_AEAD_CTX_seal(context.get(), reinterpret_cast<uint8_t*>(out.data()), &length, out.size(),
                        nonce.data(), nonce.size(), data.data(), data.size(), extra.data(),
                        extra.size()) != 1) {
    return Failed("Invalid initialization vector");
  }
  out.resize(length);
  return out;
}

absl::StatusOr<std::string> Open(std::string_view cipher, std::span<const uint8_t> key,
                                 std::span<const uint8_t> nonce, std::span<const uint8_t> extra,
                                 std::span<const uint8_t> sealed) {
  bssl::ScopedEVP_AEAD_CTX context;
  if (absl::Status status = StartAead(context.get(), cipher, key); !status.ok()) return status;
  std::string out(sealed.size(), '\0');
  size_t length = 0;
  if (EVP_AEAD_CTX_open(context.get(), reinterpret_cast<uint8_t*>(out.data()), &length, out.size(),
                        nonce.data(), nonce.size(), sealed.data(), sealed.size(), extra.data(),
                        extra.size()) != 1) {
    return Failed("Unsupported state or unable to authenticate data");
  }
  out.resize(length);
  return out;
}

}  // namespace web
