#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/host/config_reader.h"
#include "src/host/config_value.h"

namespace host {

// `dev` of a Wrangler configuration: what `atoll dev` does where no flag says otherwise.
struct DevSettings {
  std::optional<std::string> ip;
  std::optional<uint16_t> port;
  std::optional<std::string> inspector_ip;
  std::optional<uint16_t> inspector_port;
  std::optional<std::string> local_protocol;  // "http" or "https"
  std::optional<std::string> host;            // of the URLs that the worker sees

  bool operator==(const DevSettings&) const = default;
};

// Reads `dev`, at `path`.
absl::Status ReadDevSettings(const ConfigReader& reader, std::string_view path,
                             const ConfigValue& value, DevSettings& into);

}  // namespace host
