#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "src/host/config_reader.h"
#include "src/worker/limits.h"

namespace host {

// A key of `limits`: its name, the values it may have, and the members it stands for.
struct LimitKey {
  std::string_view name;
  int64_t least;
  int64_t most;
  std::optional<int64_t> worker::LimitsRequest::*asked;
  int64_t (*get)(const worker::Limits& limits);  // in the key's unit, as is the next
  void (*set)(worker::Limits& limits, int64_t value);
};

// All of them.
std::span<const LimitKey> LimitKeys();

// Reads a key that is no limit's.
using OtherKeyReader =
    absl::FunctionRef<absl::Status(std::string_view key, const ConfigMember& member)>;

// Reads the object `path` of limits. A key that is one of `other_keys` goes to `read_other`; any
// other that is no limit's is an error.
absl::Status ReadLimits(const ConfigReader& reader, std::string_view path, const ConfigValue& value,
                        std::span<const std::string_view> other_keys, OtherKeyReader read_other,
                        worker::LimitsRequest& into);
// The same, where there are no other keys.
absl::Status ReadLimits(const ConfigReader& reader, std::string_view path, const ConfigValue& value,
                        worker::LimitsRequest& into);

}  // namespace host
