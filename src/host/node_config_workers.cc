// [[workers]].

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "src/host/host_table.h"
#include "src/host/limit_keys.h"
#include "src/host/node_config_keys.h"
#include "src/host/wrangler_config.h"

namespace host {
namespace {

absl::Status ReadName(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      NodeWorker& into) {
  absl::Status status = reader.ReadString(key, value, "the worker's name", &into.name);
  if (!status.ok() || IsWorkerName(into.name)) return status;
  return reader.Wrong(value.place, key, value.ToJson(), kWorkerNameForm);
}

absl::Status ReadHosts(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       NodeWorker& into) {
  absl::Status status = reader.ReadStrings(key, value, "a host", &into.hosts);
  if (!status.ok()) return status;
  if (into.hosts.empty()) return reader.Wrong(value.place, key, "empty", "a list of hosts");
  for (const ConfigValue& host : value.items) {
    if (IsHostPattern(host.text)) continue;
    return reader.Wrong(host.place, key, host.ToJson(), kHostPatternForm);
  }
  return absl::OkStatus();
}

absl::Status ReadVars(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      NodeWorker& into) {
  absl::Status status = reader.CheckObject(key, value);
  if (status.ok()) into.vars = value;
  return status;
}

constexpr ConfigKey<NodeWorker> kKeys[] = {
    {"name", ReadName},
    {"path", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                NodeWorker& into) { return ReadPath(reader, key, value, &into.path); }},
    {"config", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                  NodeWorker& into) { return ReadPath(reader, key, value, &into.config); }},
    {"env",
     [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
        NodeWorker& into) {
       return reader.ReadString(key, value, "an environment's name", &into.environment);
     }},
    {"hosts", ReadHosts},
    {"limits", [](const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                  NodeWorker& into) { return ReadLimits(reader, key, value, into.limits); }},
    {"vars", ReadVars},
};

// Whether the hosts of one more worker are nobody else's.
absl::Status ClaimHosts(const ConfigReader& reader, std::string_view path, const ConfigValue& value,
                        const NodeWorker& worker, HostTable& table) {
  for (const std::string& host : worker.hosts) {
    const std::string_view owner = table.AddHost(host, worker.name);
    if (owner == worker.name) continue;
    return reader.Wrong(value.Find("hosts")->place, absl::StrCat(path, ".hosts"),
                        absl::StrCat("\"", host, "\", which \"", owner, "\" has"),
                        "each host once");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadWorkers(const ConfigReader& reader, std::string_view path,
                         const ConfigValue& value, NodeConfig& into) {
  if (value.kind != ConfigValue::Kind::kArray) {
    return reader.Wrong(value.place, path, value.KindName(), "a list of workers, as [[workers]]");
  }
  HostTable table;
  absl::flat_hash_map<std::string, int> lines;  // of each name's worker
  for (const ConfigValue& item : value.items) {
    NodeWorker worker;
    worker.vars.kind = ConfigValue::Kind::kObject;
    absl::Status status = ReadKeys<NodeWorker>(reader, path, item, kKeys, worker);
    if (!status.ok()) return status;
    for (std::string_view key : {"name", "path"}) {
      if (item.Find(key) != nullptr) continue;
      return reader.Wrong(item.place, path, absl::StrCat("without \"", key, "\""),
                          "\"name\" and \"path\" in each");
    }
    auto [other, added] = lines.try_emplace(absl::AsciiStrToLower(worker.name), item.place.line);
    if (!added) {
      return reader.Wrong(item.Find("name")->place, absl::StrCat(path, ".name"),
                          absl::StrCat("\"", worker.name, "\", as is that of line ", other->second),
                          "each name once");
    }
    status = ClaimHosts(reader, path, item, worker, table);
    if (!status.ok()) return status;
    into.workers.push_back(std::move(worker));
  }
  return absl::OkStatus();
}

}  // namespace host
