#include "src/cache/head_code.h"

#include <algorithm>
#include <utility>

#include "absl/crc/crc32c.h"
#include "absl/strings/str_cat.h"
#include "src/cache/cache_control.h"

namespace cache {
namespace {

// "ATOLLCA" and the version of the format.
constexpr std::string_view kMagic = "ATOLLCA1";
constexpr uint8_t kEncoded = 1;

// Numbers are little-endian.
template <class T>
void Append(T number, std::string& to) {
  for (size_t i = 0; i < sizeof(T); ++i) {
    to.push_back(static_cast<char>(static_cast<uint64_t>(number) >> (8 * i)));
  }
}

void AppendText(std::string_view text, std::string& to) {
  Append<uint32_t>(static_cast<uint32_t>(text.size()), to);
  to.append(text);
}

template <class T>
T ReadNumber(std::string_view octets) {
  uint64_t number = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    number |= uint64_t{static_cast<uint8_t>(octets[i])} << (8 * i);
  }
  return static_cast<T>(number);
}

// Takes numbers and texts off the front of octets that anybody may have written.
class Reader {
 public:
  explicit Reader(std::string_view octets) : rest_(octets) {}

  template <class T>
  T Number() {
    if (!Has(sizeof(T))) return T();
    const T number = ReadNumber<T>(rest_);
    rest_.remove_prefix(sizeof(T));
    return number;
  }
  std::string_view Text() {
    const auto size = Number<uint32_t>();
    if (!Has(size)) return {};
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }
  // Whether all of it was there, and nothing else.
  bool IsWhole() const { return !failed_ && rest_.empty(); }
  bool failed() const { return failed_; }

 private:
  bool Has(size_t size) {
    if (rest_.size() < size) failed_ = true;
    return !failed_;
  }

  std::string_view rest_;
  bool failed_ = false;
};

bool IsFieldText(std::string_view text) {
  return text.find_first_of(std::string_view("\n\r\0", 3)) == std::string_view::npos;
}

}  // namespace

int64_t StoredHead::AgeAt(int64_t now_millis) const {
  // A clock that goes back makes nothing younger than it was.
  const int64_t resident = std::max<int64_t>(0, now_millis - stored_millis) / 1000;
  return std::min(age_seconds + resident, kMostSeconds);
}

int64_t StoredHead::StaleMillis() const {
  return stored_millis + (lifetime_seconds - age_seconds) * 1000;
}

std::string MakeKey(std::string_view worker, std::string_view cache, std::string_view url) {
  return absl::StrCat(worker.size(), ":", worker, cache.size(), ":", cache, url);
}

std::string EncodeHead(const StoredHead& head) {
  std::string octets;
  octets.reserve(256 + head.key.size());
  Append<uint8_t>(head.encoded ? kEncoded : 0, octets);
  Append<int64_t>(head.stored_millis, octets);
  Append<int64_t>(head.age_seconds, octets);
  Append<int64_t>(head.lifetime_seconds, octets);
  AppendText(head.key, octets);
  AppendText(head.selecting, octets);
  Append<uint16_t>(static_cast<uint16_t>(head.head.status), octets);
  AppendText(head.head.reason, octets);
  Append<uint32_t>(static_cast<uint32_t>(head.head.headers.size()), octets);
  for (size_t i = 0; i < head.head.headers.size(); ++i) {
    AppendText(head.head.headers.at(i).name, octets);
    AppendText(head.head.headers.at(i).value, octets);
  }
  return octets;
}

absl::StatusOr<StoredHead> DecodeHead(std::string_view octets) {
  Reader reader(octets);
  StoredHead head;
  const auto flags = reader.Number<uint8_t>();
  head.encoded = flags == kEncoded;
  head.stored_millis = reader.Number<int64_t>();
  head.age_seconds = reader.Number<int64_t>();
  head.lifetime_seconds = reader.Number<int64_t>();
  head.key = std::string(reader.Text());
  head.selecting = std::string(reader.Text());
  head.head.status = reader.Number<uint16_t>();
  head.head.reason = std::string(reader.Text());
  const auto fields = reader.Number<uint32_t>();
  bool clean = IsFieldText(head.head.reason);
  for (uint32_t i = 0; i < fields && !reader.failed(); ++i) {
    const std::string_view name = reader.Text();
    const std::string_view value = reader.Text();
    clean = clean && !name.empty() && IsFieldText(name) && IsFieldText(value);
    if (!reader.failed() && clean) head.head.headers.Add(name, value);
  }
  const auto is_time = [](int64_t seconds) { return seconds >= 0 && seconds <= kMostSeconds; };
  if (!reader.IsWhole() || !clean || flags > kEncoded || head.head.status < 200 ||
      head.head.status > 599 || !is_time(head.age_seconds) || !is_time(head.lifetime_seconds) ||
      head.stored_millis < 0 || head.stored_millis > INT64_MAX / 4) {
    return absl::DataLossError("its head is malformed");
  }
  return head;
}

std::string EncodePrefix(const FilePrefix& prefix) {
  std::string octets(kMagic);
  Append<uint32_t>(prefix.head_bytes, octets);
  Append<uint32_t>(prefix.head_checksum, octets);
  Append<uint64_t>(prefix.body_bytes, octets);
  Append<uint32_t>(prefix.table_checksum, octets);
  Append<uint32_t>(0, octets);
  Append<uint32_t>(Checksum(octets), octets);
  return octets;
}

absl::StatusOr<FilePrefix> DecodePrefix(std::string_view octets) {
  if (octets.size() < kPrefixBytes || octets.substr(0, kMagic.size()) != kMagic) {
    return absl::DataLossError("it is no file of this cache, or one of another version");
  }
  const std::string_view checked = octets.substr(0, kPrefixBytes - kChecksumBytes);
  if (ReadNumber<uint32_t>(octets.substr(checked.size())) != Checksum(checked)) {
    return absl::DataLossError("the checksum of its prefix is wrong");
  }
  Reader reader(octets.substr(kMagic.size()));
  FilePrefix prefix;
  prefix.head_bytes = reader.Number<uint32_t>();
  prefix.head_checksum = reader.Number<uint32_t>();
  prefix.body_bytes = reader.Number<uint64_t>();
  prefix.table_checksum = reader.Number<uint32_t>();
  if (prefix.head_bytes > kMaxHeadBytes || prefix.body_bytes > (uint64_t{1} << 50) ||
      reader.Number<uint32_t>() != 0) {
    return absl::DataLossError("its lengths are none that it could have");
  }
  return prefix;
}

uint32_t Checksum(std::string_view octets) {
  return static_cast<uint32_t>(absl::ComputeCrc32c(octets));
}

void AppendChecksum(uint32_t checksum, std::string& to) { Append<uint32_t>(checksum, to); }

uint32_t ChecksumAt(std::string_view table, uint64_t piece) {
  return ReadNumber<uint32_t>(table.substr(piece * kChecksumBytes));
}

}  // namespace cache
