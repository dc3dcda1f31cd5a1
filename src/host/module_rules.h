#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/engine/module_graph.h"
#include "src/host/build_settings.h"

namespace host {

// Whether `path` is one that `glob` stands for: "*" is any part of a name, "**/" any folders, or
// none; everything else is itself.
bool MatchesGlob(std::string_view glob, std::string_view path);

// What kind of module a file is, by its name: a worker's `rules`, then Wrangler's own (.txt .html
// .sql: text; .bin: data; .wasm: WebAssembly), then .js .mjs (ES modules) and .json. Of two rules
// of a type the second counts only where the first has `fallthrough`. Immutable; any thread.
class ModuleRules {
 public:
  ModuleRules() : ModuleRules(std::vector<ModuleRule>()) {}
  explicit ModuleRules(const std::vector<ModuleRule>& rules);

  // Of the file `name`, a path from the worker's root; nullopt: no rule names it, or it has to be
  // bundled.
  std::optional<engine::ModuleKind> KindOf(std::string_view name) const;

  // The same for a bundler, which knows no globs but extensions: each that a rule names, with the
  // dot, and its type. The first of two counts.
  const std::vector<std::pair<std::string, ModuleType>>& extensions() const { return extensions_; }

  // The globs that say more than an extension, which a bundler does not see.
  const std::vector<std::string>& narrow_globs() const { return narrow_globs_; }

 private:
  std::vector<ModuleRule> rules_;  // those that count
  std::vector<std::pair<std::string, ModuleType>> extensions_;
  std::vector<std::string> narrow_globs_;
};

}  // namespace host
