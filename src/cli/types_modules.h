#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/host/config_value.h"

namespace cli {

// Declarations of the modules that are no JavaScript: those that workers may always import (.txt,
// .html, .sql, .bin, .wasm), and those that the configuration's `rules` name.
std::string ModuleTypes(const host::ConfigValue& config, const std::string& environment);

// The patterns by which TypeScript knows a rule's glob, with one "*" each: "**/*.{md,svg}" gives
// "*.md" and "*.svg".
std::vector<std::string> ModulePatterns(std::string_view glob);

}  // namespace cli
