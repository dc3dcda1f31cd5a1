#include "src/host/node_config.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "src/host/config_reader.h"
#include "src/host/files.h"
#include "src/host/node_config_keys.h"
#include "src/host/toml.h"

namespace host {
namespace {

constexpr size_t kMaxConfigBytes = size_t{16} << 20;

absl::Status ReadWorkersDir(const ConfigReader& reader, std::string_view key,
                            const ConfigValue& value, NodeConfig& into) {
  return ReadPath(reader, key, value, &into.workers_dir);
}

constexpr ConfigKey<NodeConfig> kKeys[] = {
    {"server", ReadServer},     {"limits", ReadNodeLimits},
    {"pool", ReadPool},         {"snapshots", ReadSnapshots},
    {"outbound", ReadOutbound}, {"sandbox", ReadSandbox},
    {"log", ReadLog},           {"kv", ReadKv},
    {"cache", ReadCache},       {"cron", ReadCron},
    {"workers", ReadWorkers},   {"workers_dir", ReadWorkersDir},
};

}  // namespace

std::optional<LogInvocations> ParseLogInvocations(std::string_view word) {
  if (word == "all") return LogInvocations::kAll;
  if (word == "problems") return LogInvocations::kProblems;
  if (word == "none") return LogInvocations::kNone;
  return std::nullopt;
}

std::optional<LogFormat> ParseLogFormat(std::string_view word) {
  if (word == "human") return LogFormat::kHuman;
  if (word == "json") return LogFormat::kJson;
  return std::nullopt;
}

absl::Status ReadPath(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      std::string* into) {
  std::string path;
  if (absl::Status status = reader.ReadString(key, value, "a path", &path); !status.ok()) {
    return status;
  }
  const std::filesystem::path folder = std::filesystem::path(reader.file()).parent_path();
  *into = (folder / path).lexically_normal().string();
  return absl::OkStatus();
}

absl::StatusOr<NodeConfig> ParseNodeConfig(std::string_view text, std::string_view file) {
  absl::StatusOr<ConfigValue> root = ParseToml(text, file);
  if (!root.ok()) return root.status();
  const ConfigReader reader(file);
  NodeConfig config;
  absl::Status status = ReadKeys<NodeConfig>(reader, "", *root, kKeys, config);
  if (!status.ok()) return status;
  const ConfigValue* folder = root->Find("workers_dir");
  if (folder != nullptr && !config.workers.empty()) {
    return reader.Wrong(folder->place, "workers_dir", "set beside [[workers]]", "one of the two");
  }
  return config;
}

absl::StatusOr<NodeConfig> ReadNodeConfig(const std::string& file) {
  absl::StatusOr<std::string> text = ReadFile(file, file, kMaxConfigBytes);
  if (!text.ok()) return text.status();
  return ParseNodeConfig(*text, file);
}

bool IsNodeConfig(std::string_view path) {
  const std::filesystem::path name = std::filesystem::path(path).filename();
  return name.extension() == ".toml" && name != "wrangler.toml";
}

HostTable MakeHostTable(const NodeConfig& config) {
  HostTable table;
  for (const NodeWorker& worker : config.workers) {
    if (worker.hosts.empty()) table.AddName(worker.name);
    for (const std::string& host : worker.hosts) table.AddHost(host, worker.name);
  }
  return table;
}

uint64_t DefaultMemoryTarget(uint64_t machine_bytes) {
  return std::max(machine_bytes / 4, kLeastMemoryTarget);
}

}  // namespace host
