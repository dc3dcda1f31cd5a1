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

// Whether a name may stand after `env.`: that of a variable of JavaScript, in ASCII.
bool IsBindingName(std::string_view name);

}  // namespace host
