// [limits] and [limits.max].

#include <algorithm>
#include <optional>

#include "src/host/limit_keys.h"
#include "src/host/node_config_keys.h"

namespace host {
namespace {

constexpr int64_t kLeastMemoryTargetMebibytes = 64;
constexpr int64_t kMostMemoryTargetMebibytes = int64_t{16} << 20;  // 16 TiB
constexpr int kMostAstrayThreads = 1024;
constexpr int kMostIsolatesPerWorker = 64;
constexpr int kMostParkedThreads = 1024;
constexpr int64_t kMostParkedMebibytes = int64_t{1} << 20;  // 1 TiB

// What of [limits] is the node's own.
constexpr std::string_view kNodeKeys[] = {"memory_target_mb",    "astray_threads",
                                          "parked_threads",      "parked_mb",
                                          "isolates_per_worker", "max"};

absl::Status ReadCount(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       int most, int& into) {
  int64_t number = 0;
  absl::Status status = reader.ReadInteger(key, value, 1, most, &number);
  if (status.ok()) into = static_cast<int>(number);
  return status;
}

absl::Status ReadMebibytes(const ConfigReader& reader, std::string_view key,
                           const ConfigValue& value, int64_t least, int64_t most, uint64_t* into) {
  int64_t number = 0;
  absl::Status status = reader.ReadInteger(key, value, least, most, &number);
  if (status.ok()) *into = static_cast<uint64_t>(number) << 20;
  return status;
}

absl::Status ReadNodeKey(const ConfigReader& reader, std::string_view key,
                         const ConfigMember& member, NodeConfig& into,
                         worker::LimitsRequest& maximum) {
  if (member.key == "max") return ReadLimits(reader, key, member.value, maximum);
  const ConfigValue& value = member.value;
  if (member.key == "memory_target_mb") {
    return ReadMebibytes(reader, key, value, kLeastMemoryTargetMebibytes,
                         kMostMemoryTargetMebibytes, &into.memory_target_bytes.emplace());
  }
  if (member.key == "parked_mb") {
    return ReadMebibytes(reader, key, value, 1, kMostParkedMebibytes, &into.parked_bytes);
  }
  if (member.key == "parked_threads") {
    return ReadCount(reader, key, value, kMostParkedThreads, into.parked_threads);
  }
  if (member.key == "astray_threads") {
    return ReadCount(reader, key, value, kMostAstrayThreads, into.astray_threads);
  }
  return ReadCount(reader, key, value, kMostIsolatesPerWorker, into.isolates_per_worker);
}

// Puts one limit's default and maximum, as far as they are written, into the policy. One that is
// not written gives way to the other.
absl::Status Apply(const ConfigReader& reader, std::string_view path, const ConfigValue& table,
                   const LimitKey& key, std::optional<int64_t> standard,
                   std::optional<int64_t> maximum, LimitsPolicy& policy) {
  if (standard.has_value() && maximum.has_value() && *standard > *maximum) {
    return reader.Wrong(
        table.Find(key.name)->place, absl::StrCat(path, ".", key.name), absl::StrCat(*standard),
        absl::StrCat("at most \"", path, ".max.", key.name, "\", which is ", *maximum));
  }
  if (standard.has_value()) {
    key.set(policy.defaults, *standard);
    key.set(policy.maximum, std::max(*standard, key.get(policy.maximum)));
  }
  if (maximum.has_value()) {
    key.set(policy.maximum, *maximum);
    key.set(policy.defaults, std::min(*maximum, key.get(policy.defaults)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadNodeLimits(const ConfigReader& reader, std::string_view path,
                            const ConfigValue& value, NodeConfig& into) {
  worker::LimitsRequest defaults;
  worker::LimitsRequest maximum;
  auto read_other = [&](std::string_view key, const ConfigMember& member) {
    return ReadNodeKey(reader, key, member, into, maximum);
  };
  absl::Status status = ReadLimits(reader, path, value, kNodeKeys, read_other, defaults);
  for (const LimitKey& key : LimitKeys()) {
    if (!status.ok()) break;
    status = Apply(reader, path, value, key, defaults.*key.asked, maximum.*key.asked, into.limits);
  }
  return status;
}

}  // namespace host
