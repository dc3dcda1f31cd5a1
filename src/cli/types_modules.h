#pragma once

#include <string>

#include "src/host/config_value.h"

namespace cli {

// Declarations of the modules that are no JavaScript: those that workers may always import (.txt,
// .html, .sql, .bin, .wasm), and those that the configuration's `rules` name.
std::string ModuleTypes(const host::ConfigValue& config, const std::string& environment);

}  // namespace cli
