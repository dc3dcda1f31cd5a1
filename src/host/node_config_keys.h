#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/host/config_reader.h"
#include "src/host/node_config.h"

// How the keys of an atoll.toml are read: the pieces of ParseNodeConfig.
namespace host {

absl::Status ReadServer(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                        NodeConfig& into);
absl::Status ReadNodeLimits(const ConfigReader& reader, std::string_view key,
                            const ConfigValue& value, NodeConfig& into);
absl::Status ReadPool(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      NodeConfig& into);
absl::Status ReadSnapshots(const ConfigReader& reader, std::string_view key,
                           const ConfigValue& value, NodeConfig& into);
absl::Status ReadLog(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                     NodeConfig& into);
absl::Status ReadKv(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                    NodeConfig& into);
absl::Status ReadCache(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       NodeConfig& into);
absl::Status ReadCron(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      NodeConfig& into);
absl::Status ReadSandbox(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                         NodeConfig& into);
absl::Status ReadUser(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      NodeConfig& into);
absl::Status ReadOutbound(const ConfigReader& reader, std::string_view key,
                          const ConfigValue& value, NodeConfig& into);
absl::Status ReadWorkers(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                         NodeConfig& into);

// A path, taken from the file's folder.
absl::Status ReadPath(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                      std::string* into);

}  // namespace host
