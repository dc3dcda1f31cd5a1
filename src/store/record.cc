#include "src/store/record.h"

#include <cstring>
#include <initializer_list>

#include "absl/crc/crc32c.h"
#include "absl/strings/str_cat.h"

namespace store {
namespace {

// Numbers are little-endian.
template <class T>
void Append(T number, std::string& to) {
  for (size_t i = 0; i < sizeof(T); ++i) {
    to.push_back(static_cast<char>(static_cast<uint64_t>(number) >> (8 * i)));
  }
}

template <class T>
T Read(std::string_view& from) {
  uint64_t number = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    number |= uint64_t{static_cast<uint8_t>(from[i])} << (8 * i);
  }
  from.remove_prefix(sizeof(T));
  return static_cast<T>(number);
}

// Of the octets one after the other, and of how long each is.
uint32_t Checksum(std::initializer_list<std::string_view> parts) {
  absl::crc32c_t crc{0};
  for (std::string_view part : parts) {
    std::string length;
    Append<uint32_t>(static_cast<uint32_t>(part.size()), length);
    crc = absl::ExtendCrc32c(absl::ExtendCrc32c(crc, length), part);
  }
  return static_cast<uint32_t>(crc);
}

constexpr size_t kChecksumBytes = 4;
constexpr uint8_t kInline = 0;
constexpr uint8_t kChunked = 1;
// Without the metadata.
constexpr size_t kRecordHeadBytes = kChecksumBytes + 1 + 1 + 2 + 3 * 8 + kChecksumBytes;
constexpr size_t kNamespaceHeadBytes = kChecksumBytes + 4 * 8;

std::string WithChecksum(std::string_view key, std::string_view rest) {
  std::string octets;
  octets.reserve(kChecksumBytes + rest.size());
  Append<uint32_t>(Checksum({key, rest}), octets);
  octets.append(rest);
  return octets;
}

absl::Status TooShort(size_t found, size_t least) {
  return absl::DataLossError(
      absl::StrCat("it is ", found, " octets long; expected at least ", least));
}

// What follows the checksum, if that is right.
absl::StatusOr<std::string_view> Checked(std::string_view key, std::string_view octets,
                                         size_t least) {
  if (octets.size() < least) return TooShort(octets.size(), least);
  const auto expected = Read<uint32_t>(octets);
  if (Checksum({key, octets}) == expected) return octets;
  return absl::DataLossError("its checksum is wrong");
}

}  // namespace

std::string EncodeRecord(std::string_view key, const Record& record) {
  std::string head;
  Append<uint8_t>(record.chunked ? kChunked : kInline, head);
  Append<uint8_t>(0, head);
  Append<uint16_t>(static_cast<uint16_t>(record.metadata.size()), head);
  Append<uint64_t>(record.value_bytes, head);
  Append<int64_t>(record.expiration, head);
  Append<uint64_t>(record.id, head);
  Append<uint32_t>(Checksum({record.value}), head);
  head.append(record.metadata);
  std::string octets;
  octets.reserve(kChecksumBytes + head.size() + record.value.size());
  Append<uint32_t>(Checksum({key, head}), octets);
  octets.append(head);
  octets.append(record.value);
  return octets;
}

absl::StatusOr<Record> DecodeRecord(std::string_view key, std::string_view octets, Check check) {
  if (octets.size() < kRecordHeadBytes) return TooShort(octets.size(), kRecordHeadBytes);
  std::string_view rest = octets;
  const auto head_checksum = Read<uint32_t>(rest);
  const std::string_view after_checksum = rest;
  Record record;
  const auto kind = Read<uint8_t>(rest);
  (void)Read<uint8_t>(rest);
  const auto metadata_bytes = Read<uint16_t>(rest);
  record.value_bytes = Read<uint64_t>(rest);
  record.expiration = Read<int64_t>(rest);
  record.id = Read<uint64_t>(rest);
  const auto value_checksum = Read<uint32_t>(rest);
  record.chunked = kind == kChunked;
  const size_t head_bytes = kRecordHeadBytes - kChecksumBytes + metadata_bytes;
  if (metadata_bytes > rest.size() ||
      Checksum({key, after_checksum.substr(0, head_bytes)}) != head_checksum) {
    return absl::DataLossError("its checksum is wrong");
  }
  record.metadata = rest.substr(0, metadata_bytes);
  record.value = rest.substr(metadata_bytes);
  if (kind > kChunked || record.value.size() != (record.chunked ? 0 : record.value_bytes)) {
    return absl::DataLossError("its parts do not fit together");
  }
  if (check == Check::kAll && Checksum({record.value}) != value_checksum) {
    return absl::DataLossError("the checksum of its value is wrong");
  }
  return record;
}

std::string EncodeChunk(std::string_view place, std::string_view octets) {
  return WithChecksum(place, octets);
}

absl::StatusOr<std::string_view> DecodeChunk(std::string_view place, std::string_view stored) {
  return Checked(place, stored, kChecksumBytes);
}

std::string EncodeNamespace(std::string_view id, const NamespaceRecord& record) {
  std::string rest;
  Append<uint64_t>(record.keys, rest);
  Append<uint64_t>(record.bytes, rest);
  Append<uint64_t>(record.last_id, rest);
  Append<int64_t>(record.created, rest);
  rest.append(record.title);
  return WithChecksum(id, rest);
}

absl::StatusOr<NamespaceRecord> DecodeNamespace(std::string_view id, std::string_view octets) {
  absl::StatusOr<std::string_view> checked = Checked(id, octets, kNamespaceHeadBytes);
  if (!checked.ok()) return checked.status();
  std::string_view rest = *checked;
  NamespaceRecord record;
  record.keys = Read<uint64_t>(rest);
  record.bytes = Read<uint64_t>(rest);
  record.last_id = Read<uint64_t>(rest);
  record.created = Read<int64_t>(rest);
  record.title = std::string(rest);
  return record;
}

void AppendOrdered(uint64_t number, std::string& to) {
  for (int shift = 56; shift >= 0; shift -= 8) to.push_back(static_cast<char>(number >> shift));
}

uint64_t ReadOrdered(std::string_view octets) {
  uint64_t number = 0;
  for (char c : octets.substr(0, 8)) number = number << 8 | static_cast<uint8_t>(c);
  return number;
}

}  // namespace store
