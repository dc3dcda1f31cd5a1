#pragma once

#include <string>

#include "absl/status/status.h"
#include "src/host/project.h"
#include "src/host/wrangler_config.h"

namespace host {

// Gives the project the bindings of its configuration, once each name is that of one thing.
// `shown`: how errors name the configuration. `preview` as ProjectOptions has it.
absl::Status SetBindings(const WranglerConfig& config, const std::string& shown, bool preview,
                         Project& project);

}  // namespace host
