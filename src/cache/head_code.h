#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/http/message.h"

namespace cache {

// A stored response but for its body.
struct StoredHead {
  std::string key;        // see MakeKey
  std::string selecting;  // see SelectingFields
  http::ResponseHead head;
  int64_t stored_millis = 0;     // when it came, or was validated, since the Unix epoch
  int64_t age_seconds = 0;       // how old it was then
  int64_t lifetime_seconds = 0;  // how old it may become
  // Whether the body is as it came from the network: in the content coding that the fields name.
  bool encoded = false;

  // Its age at a time, in seconds (RFC 9111, section 4.2.3).
  int64_t AgeAt(int64_t now_millis) const;
  // Milliseconds since the Unix epoch from which on it is stale.
  int64_t StaleMillis() const;
};

// The key of a response in the cache `cache` of the worker `worker`. No two triples have the same.
std::string MakeKey(std::string_view worker, std::string_view cache, std::string_view url);

// The most that an encoded head may have.
inline constexpr size_t kMaxHeadBytes = size_t{512} << 10;

std::string EncodeHead(const StoredHead& head);
// kDataLoss for what EncodeHead has not made.
absl::StatusOr<StoredHead> DecodeHead(std::string_view octets);

// Files of the cache: a prefix, the head, the body, and a CRC-32C of each kPieceBytes of the body.
inline constexpr size_t kPieceBytes = size_t{128} << 10;
inline constexpr size_t kPrefixBytes = 36;
inline constexpr size_t kChecksumBytes = 4;

struct FilePrefix {
  uint32_t head_bytes = 0;
  uint32_t head_checksum = 0;
  uint64_t body_bytes = 0;
  uint32_t table_checksum = 0;  // of the checksums of the pieces

  uint64_t pieces() const { return (body_bytes + kPieceBytes - 1) / kPieceBytes; }
  uint64_t body_offset() const { return kPrefixBytes + uint64_t{head_bytes}; }
  uint64_t table_offset() const { return body_offset() + body_bytes; }
  uint64_t file_bytes() const { return table_offset() + pieces() * kChecksumBytes; }

  bool operator==(const FilePrefix&) const = default;
};

std::string EncodePrefix(const FilePrefix& prefix);
// kDataLoss for what is none, of another version, or damaged.
absl::StatusOr<FilePrefix> DecodePrefix(std::string_view octets);

uint32_t Checksum(std::string_view octets);
// Numbers as the files have them.
void AppendChecksum(uint32_t checksum, std::string& to);
uint32_t ChecksumAt(std::string_view table, uint64_t piece);

}  // namespace cache
