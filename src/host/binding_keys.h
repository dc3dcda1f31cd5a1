#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "src/host/config_reader.h"
#include "src/host/config_value.h"

namespace host {

// One entry of `kv_namespaces`.
struct KvNamespaceConfig {
  std::string binding;
  std::string id;          // empty: none is written, as is the next
  std::string preview_id;  // what `atoll dev` uses in its place
};

// Reads `kv_namespaces`. `path` is its key: "env.staging.kv_namespaces".
absl::Status ReadKvNamespaces(const ConfigReader& reader, std::string_view path,
                              const ConfigValue& value, std::vector<KvNamespaceConfig>& into);

// One entry of `services`: another worker on the node.
struct ServiceConfig {
  std::string binding;
  std::string service;      // the worker's name
  std::string environment;  // of it; empty: none is written
  std::string entrypoint;   // which of its exports; empty: the default one
  std::string props_json;   // what it is to have as ctx.props, a JSON object; empty: nothing
};

// Reads `services`. `path` is its key, as above.
absl::Status ReadServices(const ConfigReader& reader, std::string_view path,
                          const ConfigValue& value, std::vector<ServiceConfig>& into);

// Reads the name in `version_metadata`, {binding}.
absl::Status ReadVersionMetadata(const ConfigReader& reader, std::string_view path,
                                 const ConfigValue& value, std::string* into);

// Reads the names in `secrets`, {required}.
absl::Status ReadSecrets(const ConfigReader& reader, std::string_view path,
                         const ConfigValue& value, std::vector<std::string>& into);

// Whether a name may stand after `env.`: that of a variable of JavaScript, in ASCII.
bool IsBindingName(std::string_view name);
// The same in words, for errors.
inline constexpr std::string_view kBindingNameForm =
    "a name for env: letters, digits, \"_\" and \"$\", not beginning with a digit";

}  // namespace host
