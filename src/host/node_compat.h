#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "src/engine/module_graph.h"

namespace host {

// What a worker gets of Node, by its compatibility date ("2026-01-31", or empty for today's) and
// flags, as the hosted platform decides it: `nodejs_compat` gives the modules, and from 2024-09-23
// on or with `nodejs_compat_v2` all of it; `nodejs_als` gives node:async_hooks alone.
engine::NodeCompat NodeCompatOf(std::string_view date, const std::vector<std::string>& flags);

// The names of Node's own modules, without those of parts of them such as "fs/promises".
absl::Span<const std::string_view> NodeModuleNames();
// Whether `name` is one of these, or a part of one.
bool IsNodeModule(std::string_view name);

}  // namespace host
