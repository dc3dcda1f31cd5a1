// [sandbox], and the user of [server].

#include <optional>

#include "src/host/node_config_keys.h"

namespace host {
namespace {

using Files = SandboxConfig::Files;

constexpr int64_t kMostUid = 4'294'967'294;

std::optional<Files> ParseFiles(std::string_view word) {
  if (word == "auto") return Files::kAuto;
  if (word == "landlock") return Files::kLandlock;
  if (word == "mounts") return Files::kMounts;
  if (word == "none") return Files::kNone;
  return std::nullopt;
}

absl::Status ReadFiles(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       NodeConfig& into) {
  const bool is_string = value.kind == ConfigValue::Kind::kString;
  const std::optional<Files> files = is_string ? ParseFiles(value.text) : std::nullopt;
  if (!files.has_value()) {
    return reader.Wrong(value.place, key, is_string ? value.ToJson() : value.KindName(),
                        "\"auto\", \"landlock\", \"mounts\" or \"none\"");
  }
  into.sandbox.files = *files;
  return absl::OkStatus();
}

constexpr ConfigKey<NodeConfig> kSandboxKeys[] = {
    {"enabled",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) { return reader.ReadBoolean(key, value, &into.sandbox.enabled); }},
    {"files", ReadFiles},
    {"dumpable",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeConfig& into) { return reader.ReadBoolean(key, value, &into.sandbox.dumpable); }},
    {"log", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
               NodeConfig& into) { return reader.ReadBoolean(key, value, &into.sandbox.log); }},
};

}  // namespace

absl::Status ReadSandbox(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                         NodeConfig& into) {
  return ReadKeys<NodeConfig>(reader, key, value, kSandboxKeys, into);
}

absl::Status ReadUser(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      NodeConfig& into) {
  if (value.kind == ConfigValue::Kind::kNumber) {
    int64_t uid = 0;
    absl::Status status = reader.ReadInteger(key, value, 1, kMostUid, &uid);
    if (status.ok()) into.user = std::to_string(uid);
    return status;
  }
  return reader.ReadString(key, value, "a user's name or number", &into.user);
}

}  // namespace host
