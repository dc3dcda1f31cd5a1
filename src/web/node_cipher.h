#pragma once

// Symmetric ciphers as node:crypto has them, in pieces whose state the caller keeps. Pure
// functions; any thread.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace web {

// Whole blocks of AES in the mode "ecb" or "cbc", without padding, or any octets in "ctr". `iv` is
// 16 octets, none for "ecb": for CBC the last block of ciphertext, for CTR the counter of the first
// block, of which `skip` (0 to 15) octets were used. kInvalidArgument for other lengths.
absl::StatusOr<std::string> AesBlocks(std::string_view mode, std::span<const uint8_t> key,
                                      std::span<const uint8_t> iv, uint32_t skip, bool encrypt,
                                      std::span<const uint8_t> data);

// An authenticated cipher as a whole (RFC 5116): "gcm" or "chacha20-poly1305". Seal appends the tag
// of 16 octets. Open fails when the tag is wrong.
absl::StatusOr<std::string> Seal(std::string_view cipher, std::span<const uint8_t> key,
                                 std::span<const uint8_t> nonce, std::span<const uint8_t> extra,
                                 std::span<const uint8_t> data);
absl::StatusOr<std::string> Open(std::string_view cipher, std::span<const uint8_t> key,
                                 std::span<const uint8_t> nonce, std::span<const uint8_t> extra,
                                 std::span<const uint8_t> sealed);

}  // namespace web
