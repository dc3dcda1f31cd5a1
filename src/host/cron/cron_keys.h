#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "src/host/config_reader.h"
#include "src/host/config_value.h"
#include "src/host/cron/policy.h"

namespace host {

// `triggers` of a Wrangler configuration.
struct TriggersConfig {
  std::vector<std::string> crons;  // as they are written, each once; all of them are expressions
  CronPolicyRequest policy;
};

// Reads `triggers`: Wrangler's `crons` and, beside it, Atoll's `overlap`, `missed`, `retries` and
// `retry_ms`. `path` is its key: "env.staging.triggers".
absl::Status ReadTriggers(const ConfigReader& reader, std::string_view path,
                          const ConfigValue& value, TriggersConfig& into);

// Reads an object with these four keys alone: `[cron]` of a node.
absl::Status ReadCronPolicy(const ConfigReader& reader, std::string_view path,
                            const ConfigValue& value, CronPolicyRequest& into);

}  // namespace host
