#include "src/web/crypto/cipher.h"

#include <algorithm>
#include <climits>
#include <cstring>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "openssl/aead.h"
#include "openssl/aes.h"
#include "openssl/cipher.h"
#include "src/web/crypto/hash.h"
#include "src/web/crypto/ocb.h"

namespace web {
namespace {

constexpr size_t kBlock = AES_BLOCK_SIZE;
constexpr size_t kWrapStep = 8;

uint8_t* Octets(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }

absl::Status TooLong() {
  return absl::FailedPreconditionError("The data are longer than 2^30 octets.");
}

// BoringSSL's lengths are ints in places.
bool IsTooLong(std::span<const uint8_t> data) { return data.size() > size_t{1} << 30; }

absl::Status WrongKeySize(const CipherInput& input) {
  return absl::FailedPreconditionError(absl::StrCat(
      "The key has ", input.key.size(), " octets, which ", input.name, " does not take."));
}

absl::Status WrongIvSize(const CipherInput& input, size_t expected) {
  return absl::FailedPreconditionError(absl::StrCat("The initialization vector has ",
                                                    input.iv.size(), " octets; ", input.name,
                                                    " takes ", expected, "."));
}

absl::StatusOr<base::Bytes> Cbc(const CipherInput& input, bool encrypt) {
  const EVP_CIPHER* cipher = input.key.size() == 16   ? EVP_aes_128_cbc()
                             : input.key.size() == 24 ? EVP_aes_192_cbc()
                             : input.key.size() == 32 ? EVP_aes_256_cbc()
                                                      : nullptr;
  if (cipher == nullptr) return WrongKeySize(input);
  if (input.iv.size() != kBlock) return WrongIvSize(input, kBlock);
  bssl::ScopedEVP_CIPHER_CTX context;
  std::string out(input.data.size() + kBlock, '\0');
  int size = 0;
  int rest = 0;
  if (EVP_CipherInit_ex(context.get(), cipher, nullptr, input.key.data(), input.iv.data(),
                        encrypt ? 1 : 0) != 1 ||
      EVP_CipherUpdate(context.get(), Octets(out), &size, input.data.data(),
                       static_cast<int>(input.data.size())) != 1 ||
      EVP_CipherFinal_ex(context.get(), Octets(out) + size, &rest) != 1) {
    return CryptoError(encrypt ? "The data could not be encrypted"
                               : "The data could not be decrypted");
  }
  out.resize(static_cast<size_t>(size) + static_cast<size_t>(rest));
  return base::Bytes(std::move(out));
}

// How many blocks the counter, the last `bits` bits of the block, counts until it is 0 again; at
// most `enough`.
size_t BlocksUntilWrap(std::span<const uint8_t> counter, uint32_t bits, size_t enough) {
  // The complement of the counter, plus one; what does not fit into 64 bits is enough.
  uint64_t left = 0;
  for (uint32_t bit = bits; bit > 0; --bit) {
    const uint32_t index = (kBlock * CHAR_BIT) - bit;
    const bool is_set = ((counter[index / CHAR_BIT] >> (CHAR_BIT - 1 - index % CHAR_BIT)) & 1) != 0;
    if (left >> 62 != 0) return enough;
    left = (left << 1) | (is_set ? 0 : 1);
  }
  return left >= enough ? enough : static_cast<size_t>(left) + 1;
}

void ClearCounter(uint8_t* block, uint32_t bits) {
  for (uint32_t i = 0; i < bits; ++i) {
    const uint32_t index = (kBlock * CHAR_BIT) - 1 - i;
    block[index / CHAR_BIT] &= static_cast<uint8_t>(~(1U << (CHAR_BIT - 1 - index % CHAR_BIT)));
  }
}

bool CtrPart(const EVP_CIPHER* cipher, const CipherInput& input, const uint8_t* counter,
             size_t from, size_t count, uint8_t* out) {
  bssl::ScopedEVP_CIPHER_CTX context;
  int size = 0;
  return EVP_EncryptInit_ex(context.get(), cipher, nullptr, input.key.data(), counter) == 1 &&
         EVP_EncryptUpdate(context.get(), out + from, &size, input.data.data() + from,
                           static_cast<int>(count)) == 1;
}

// BoringSSL counts with the whole block; WebCrypto's counter comes round to 0 within its bits.
absl::StatusOr<base::Bytes> Ctr(const CipherInput& input) {
  const EVP_CIPHER* cipher = input.key.size() == 16   ? EVP_aes_128_ctr()
                             : input.key.size() == 24 ? EVP_aes_192_ctr()
                             : input.key.size() == 32 ? EVP_aes_256_ctr()
                                                      : nullptr;
  if (cipher == nullptr) return WrongKeySize(input);
  if (input.iv.size() != kBlock) return WrongIvSize(input, kBlock);
  if (input.bits == 0 || input.bits > kBlock * CHAR_BIT) {
    return absl::FailedPreconditionError(
        absl::StrCat("The counter has ", input.bits, " bits; expected 1 to 128."));
  }
  const size_t blocks = (input.data.size() + kBlock - 1) / kBlock;
  if (input.bits < 62 && blocks > uint64_t{1} << input.bits) {
    return absl::FailedPreconditionError(absl::StrCat("The data have ", blocks,
                                                      " blocks, more than a counter of ",
                                                      input.bits, " bits can count."));
  }
  std::string out(input.data.size(), '\0');
  const size_t before =
      std::min(BlocksUntilWrap(input.iv, input.bits, blocks) * kBlock, input.data.size());
  uint8_t second[kBlock];
  memcpy(second, input.iv.data(), kBlock);
  ClearCounter(second, input.bits);
  if (!CtrPart(cipher, input, input.iv.data(), 0, before, Octets(out)) ||
      !CtrPart(cipher, input, second, before, input.data.size() - before, Octets(out))) {
    return CryptoError("The data could not be encrypted");
  }
  return base::Bytes(std::move(out));
}

absl::StatusOr<base::Bytes> Aead(const CipherInput& input, const EVP_AEAD* aead, bool seal) {
  if (aead == nullptr || input.key.size() != EVP_AEAD_key_length(aead)) return WrongKeySize(input);
  const size_t tag = input.bits / CHAR_BIT;
  bssl::ScopedEVP_AEAD_CTX context;
  if (EVP_AEAD_CTX_init(context.get(), aead, input.key.data(), input.key.size(), tag, nullptr) !=
      1) {
    return CryptoError("The cipher could not be set up");
  }
  std::string out(input.data.size() + (seal ? tag : 0), '\0');
  size_t size = 0;
  const auto run = seal ? &EVP_AEAD_CTX_seal : &EVP_AEAD_CTX_open;
  if (run(context.get(), Octets(out), &size, out.size(), input.iv.data(), input.iv.size(),
          input.data.data(), input.data.size(), input.additional_data.data(),
          input.additional_data.size()) != 1) {
    return CryptoError(seal ? "The data could not be encrypted"
                            : "The data could not be decrypted");
  }
  out.resize(size);
  return base::Bytes(std::move(out));
}

absl::StatusOr<base::Bytes> Gcm(const CipherInput& input, bool seal) {
  const EVP_AEAD* aead = input.key.size() == 16   ? EVP_aead_aes_128_gcm()
                         : input.key.size() == 24 ? EVP_aead_aes_192_gcm()
                         : input.key.size() == 32 ? EVP_aead_aes_256_gcm()
                                                  : nullptr;
  return Aead(input, aead, seal);
}

absl::StatusOr<base::Bytes> Wrap(const CipherInput& input, bool wrap) {
  AES_KEY key;
  const auto set_key = wrap ? &AES_set_encrypt_key : &AES_set_decrypt_key;
  if (set_key(input.key.data(), static_cast<unsigned>(input.key.size() * CHAR_BIT), &key) != 0) {
    return WrongKeySize(input);
  }
  if (input.data.size() % kWrapStep != 0) {
    return absl::FailedPreconditionError(absl::StrCat("The data have ", input.data.size(),
                                                      " octets; AES-KW takes a multiple of 8."));
  }
  std::string out(input.data.size() + kWrapStep, '\0');
  const auto run = wrap ? &AES_wrap_key : &AES_unwrap_key;
  const int size = run(&key, nullptr, Octets(out), input.data.data(), input.data.size());
  if (size < 0) {
    return CryptoError(wrap ? "The key could not be wrapped" : "The key could not be unwrapped");
  }
  out.resize(static_cast<size_t>(size));
  return base::Bytes(std::move(out));
}

absl::StatusOr<base::Bytes> Run(const CipherInput& input, bool encrypt) {
  if (IsTooLong(input.data) || IsTooLong(input.additional_data)) return TooLong();
  if (input.name == "AES-GCM") return Gcm(input, encrypt);
  if (input.name == "AES-CBC") return Cbc(input, encrypt);
  if (input.name == "AES-CTR") return Ctr(input);
  if (input.name == "AES-KW") return Wrap(input, encrypt);
  if (input.name == "AES-OCB") return Ocb(input, encrypt);
  if (input.name == "ChaCha20-Poly1305") {
    return Aead(input, EVP_aead_chacha20_poly1305(), encrypt);
  }
  return absl::InvalidArgumentError(absl::StrCat("There is no cipher \"", input.name, "\"."));
}

}  // namespace

absl::StatusOr<base::Bytes> Encrypt(const CipherInput& input) { return Run(input, true); }

absl::StatusOr<base::Bytes> Decrypt(const CipherInput& input) { return Run(input, false); }

}  // namespace web
