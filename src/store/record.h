#pragma once

// What is stored with a key: the octets of a file that another process, or a damaged disk, may have
// written.

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace store {

// Values of at most this many octets are in their record; larger ones are in chunks.
inline constexpr size_t kMaxInlineBytes = 32'768;
// Of all chunks but the last. With what surrounds it a chunk fills whole pages of 4096 octets.
inline constexpr size_t kChunkBytes = 65'516;

// A key's record. The views are into the octets that it was read from.
struct Record {
  bool chunked = false;
  uint64_t id = 0;  // of this value: no other one of the namespace has it
  int64_t expiration = 0;
  uint64_t value_bytes = 0;
  std::string_view metadata;
  std::string_view value;  // empty where `chunked`
};

// With checksums: one over the key and all but the value, one over the value.
std::string EncodeRecord(std::string_view key, const Record& record);
// kDataLoss: the octets are not what EncodeRecord made for `key`. With kHead the value is not
// looked at, which may be on pages of its own.
enum class Check { kHead, kAll };
absl::StatusOr<Record> DecodeRecord(std::string_view key, std::string_view octets, Check check);

// A chunk with a checksum over it and its place, which is some octets that no other chunk has.
std::string EncodeChunk(std::string_view place, std::string_view octets);
absl::StatusOr<std::string_view> DecodeChunk(std::string_view place, std::string_view stored);

// What is stored of a namespace as a whole.
struct NamespaceRecord {
  uint64_t keys = 0;
  uint64_t bytes = 0;
  uint64_t last_id = 0;  // of a value
  int64_t created = 0;   // seconds since the epoch
  std::string title;
};
std::string EncodeNamespace(std::string_view id, const NamespaceRecord& record);
absl::StatusOr<NamespaceRecord> DecodeNamespace(std::string_view id, std::string_view octets);

// A number as 8 octets whose order is that of the numbers.
void AppendOrdered(uint64_t number, std::string& to);
uint64_t ReadOrdered(std::string_view octets);

}  // namespace store
