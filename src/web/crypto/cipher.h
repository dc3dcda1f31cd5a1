#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"

namespace web {

// What a symmetric cipher is given. Spans are borrowed for the call.
struct CipherInput {
  // "AES-CBC", "AES-CTR", "AES-GCM", "AES-OCB", "AES-KW" or "ChaCha20-Poly1305".
  std::string_view name;
  // 16, 24 or 32 octets for AES; 32 for ChaCha20-Poly1305.
  std::span<const uint8_t> key;
  // The initialization vector, counter block or nonce; AES-KW has none.
  std::span<const uint8_t> iv;
  // What is authenticated and not encrypted, by AES-GCM, AES-OCB and
  // ChaCha20-Poly1305.
  std::span<const uint8_t> additional_data;
  // AES-GCM, AES-OCB: the bits of the tag, a multiple of 8; AES-CTR: how many bits of the block
  // count.
  uint32_t bits = 0;
  std::span<const uint8_t> data;
};

// Encrypts or decrypts (Web Cryptography, sections 27 to 30; RFC 3394; RFC 7253; RFC 8439). A tag
// stands behind the ciphertext. kFailedPrecondition when an input has a wrong size or the data are
// not authentic; kInvalidArgument for another name. Any thread.
absl::StatusOr<base::Bytes> Encrypt(const CipherInput& input);
absl::StatusOr<base::Bytes> Decrypt(const CipherInput& input);

}  // namespace web
