// [server], [pool], [snapshots], [log], [kv], [cache] and [cron].

#include <optional>

#include "absl/strings/numbers.h"
#include "src/host/cron/cron_keys.h"
#include "src/host/node_config_keys.h"

namespace host {
namespace {

constexpr int kMostPooled = 100'000;
constexpr int kMostStartupMillis = 60'000;
constexpr int64_t kMostMegabytes = int64_t{1} << 30;  // 1 PiB

absl::Status ReadInt(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                     int least, int most, int& into) {
  int64_t number = 0;
  absl::Status status = reader.ReadInteger(key, value, least, most, &number);
  if (status.ok()) into = static_cast<int>(number);
  return status;
}

absl::Status ReadAddress(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                         AddressAndPort& into) {
  std::string text;
  if (absl::Status status = reader.ReadString(key, value, "ADDR:PORT", &text); !status.ok()) {
    return status;
  }
  absl::StatusOr<AddressAndPort> parsed = ParseListen(text);
  if (!parsed.ok()) {
    return reader.Wrong(value.place, key, value.ToJson(),
                        "ADDR:PORT with a port from 0 to 65535, an IPv6 address in brackets");
  }
  into = *std::move(parsed);
  return absl::OkStatus();
}

// A size in words, or a number of octets.
absl::Status ReadSize(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      uint64_t& into) {
  const bool written =
      value.kind == ConfigValue::Kind::kString || value.kind == ConfigValue::Kind::kNumber;
  const absl::StatusOr<uint64_t> size =
      written ? ParseSize(value.text) : absl::InvalidArgumentError("");
  if (!size.ok()) {
    return reader.Wrong(value.place, key, written ? value.ToJson() : value.KindName(),
                        "octets such as 5000, \"64KB\", \"100MB\" or \"1GB\"");
  }
  into = *size;
  return absl::OkStatus();
}

// One of a few words, which `parse` turns into a T.
template <typename T>
absl::Status ReadWord(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      std::optional<T> (*parse)(std::string_view), std::string_view expected,
                      T& into) {
  const bool is_string = value.kind == ConfigValue::Kind::kString;
  const std::optional<T> word = is_string ? parse(value.text) : std::nullopt;
  if (!word.has_value()) {
    return reader.Wrong(value.place, key, is_string ? value.ToJson() : value.KindName(), expected);
  }
  into = *word;
  return absl::OkStatus();
}

constexpr ConfigKey<NodeConfig> kServerKeys[] = {
    {"listen", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                  NodeConfig& into) { return ReadAddress(reader, key, value, into.listen); }},
    {"threads",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) { return ReadInt(reader, key, value, 1, kMostThreads, into.threads); }},
    {"data_dir", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                    NodeConfig& into) { return ReadPath(reader, key, value, &into.data_dir); }},
    {"admin",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) { return ReadAddress(reader, key, value, into.admin.emplace()); }},
    {"user", ReadUser},
    {"standby", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                   NodeConfig& into) { return reader.ReadBoolean(key, value, &into.standby); }},
    {"max_body_size",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) { return ReadSize(reader, key, value, into.max_body_bytes); }},
};

constexpr ConfigKey<NodeConfig> kPoolKeys[] = {
    {"min",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) { return ReadInt(reader, key, value, 0, kMostPooled, into.pool_min); }},
    {"max",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) { return ReadInt(reader, key, value, 0, kMostPooled, into.pool_max); }},
};

constexpr ConfigKey<NodeConfig> kSnapshotKeys[] = {
    {"enabled", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                   NodeConfig& into) { return reader.ReadBoolean(key, value, &into.snapshots); }},
    {"min_startup_ms",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) {
       return ReadInt(reader, key, value, 1, kMostStartupMillis, into.snapshot_min_millis);
     }},
};

constexpr ConfigKey<NodeConfig> kLogKeys[] = {
    {"invocations",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) {
       return ReadWord(reader, key, value, ParseLogInvocations, "\"all\", \"problems\" or \"none\"",
                       into.log.invocations);
     }},
    {"format",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) {
       return ReadWord(reader, key, value, ParseLogFormat, "\"human\" or \"json\"",
                       into.log.format);
     }},
};

constexpr ConfigKey<NodeConfig> kKvKeys[] = {
    {"durability",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) {
       return ReadWord<bool>(
           reader, key, value,
           [](std::string_view word) -> std::optional<bool> {
             if (word == "durable") return false;
             if (word == "relaxed") return true;
             return std::nullopt;
           },
           "\"durable\" or \"relaxed\"", into.kv_relaxed);
     }},
    {"namespace_size",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) { return ReadSize(reader, key, value, into.kv_namespace_bytes); }},
};

// A number of megabytes, of 2^20 octets each.
absl::Status ReadMegabytes(const ConfigReader& reader, std::string_view key,
                           const ConfigValue& value, uint64_t& into) {
  int64_t number = 0;
  absl::Status status = reader.ReadInteger(key, value, 1, kMostMegabytes, &number);
  if (status.ok()) into = static_cast<uint64_t>(number) << 20;
  return status;
}

constexpr ConfigKey<NodeConfig> kCacheKeys[] = {
    {"enabled", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                   NodeConfig& into) { return reader.ReadBoolean(key, value, &into.cache); }},
    {"max_size_mb",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) { return ReadMegabytes(reader, key, value, into.cache_disk_bytes); }},
    {"memory_mb",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) { return ReadMegabytes(reader, key, value, into.cache_memory_bytes); }},
    {"max_object_mb",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) { return ReadMegabytes(reader, key, value, into.cache_object_bytes); }},
};

}  // namespace

absl::Status ReadCache(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       NodeConfig& into) {
  return ReadKeys<NodeConfig>(reader, key, value, kCacheKeys, into);
}

absl::Status ReadKv(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                    NodeConfig& into) {
  return ReadKeys<NodeConfig>(reader, key, value, kKvKeys, into);
}

absl::Status ReadCron(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      NodeConfig& into) {
  CronPolicyRequest asked;
  absl::Status status = ReadCronPolicy(reader, key, value, asked);
  if (status.ok()) into.cron = Resolve(asked, into.cron);
  return status;
}

absl::Status ReadServer(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                        NodeConfig& into) {
  return ReadKeys<NodeConfig>(reader, key, value, kServerKeys, into);
}

absl::Status ReadSnapshots(const ConfigReader& reader, std::string_view key,
                           const ConfigValue& value, NodeConfig& into) {
  return ReadKeys<NodeConfig>(reader, key, value, kSnapshotKeys, into);
}

absl::Status ReadPool(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      NodeConfig& into) {
  absl::Status status = ReadKeys<NodeConfig>(reader, key, value, kPoolKeys, into);
  if (!status.ok() || into.pool_min <= into.pool_max) return status;
  // One of the two may be the default.
  const bool min_is_written = value.Find("min") != nullptr;
  if (min_is_written && value.Find("max") == nullptr) {
    into.pool_max = into.pool_min;
    return absl::OkStatus();
  }
  if (!min_is_written) {
    into.pool_min = into.pool_max;
    return absl::OkStatus();
  }
  return reader.Wrong(value.Find("min")->place, absl::StrCat(key, ".min"),
                      absl::StrCat(into.pool_min),
                      absl::StrCat("at most \"", key, ".max\", which is ", into.pool_max));
}

absl::Status ReadLog(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                     NodeConfig& into) {
  return ReadKeys<NodeConfig>(reader, key, value, kLogKeys, into);
}

}  // namespace host
