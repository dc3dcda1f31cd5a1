#include "src/host/content_hash.h"

#include "absl/strings/escaping.h"

namespace host {

ContentHash& ContentHash::Add(std::string_view part) {
  Add(part.size());
  SHA256_Update(&context_, part.data(), part.size());
  return *this;
}

ContentHash& ContentHash::Add(uint64_t number) {
  SHA256_Update(&context_, &number, sizeof(number));
  return *this;
}

std::string ContentHash::Finish() {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256_Final(reinterpret_cast<uint8_t*>(digest.data()), &context_);
  return digest;
}

std::string ContentHash::FinishHex(size_t digits) {
  return absl::BytesToHexString(Finish()).substr(0, digits);
}

}  // namespace host
