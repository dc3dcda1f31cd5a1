#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "src/host/config_reader.h"
#include "src/host/config_value.h"
#include "src/host/wrangler_keys.h"

namespace host {

// A binding that Wrangler has and Atoll has not. `env` has a property for it that throws.
struct UnsupportedBinding {
  std::string binding;   // its name in env
  std::string key;       // of the configuration, "r2_buckets"
  std::string what;      // "an R2 bucket"
  std::string resource;  // which one; may be empty
};

// Reads the bindings of `key`, which is one that has some, into `into`: a list of them, an object
// that is one, or an object with a list as "bindings" or "producers". `path` is the key's whole
// path. An entry without a name is an error.
absl::Status ReadUnsupportedBindings(const ConfigReader& reader, const WranglerKey& key,
                                     std::string_view path, const ConfigValue& value,
                                     std::vector<UnsupportedBinding>& into);

}  // namespace host
