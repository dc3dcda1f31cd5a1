#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "openssl/sha.h"

namespace host {

// A SHA-256 over several parts. Each part is told apart from the next by its length, so that no
// two different lists of parts are hashed as the same octets.
class ContentHash {
 public:
  ContentHash() { SHA256_Init(&context_); }

  ContentHash& Add(std::string_view part);
  ContentHash& Add(uint64_t number);

  // The 32 octets, or the first hexadecimal digits of them. Once.
  std::string Finish();
  std::string FinishHex(size_t digits);

 private:
  SHA256_CTX context_;
};

}  // namespace host
