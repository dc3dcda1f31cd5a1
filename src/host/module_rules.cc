#include "src/host/module_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace host {
namespace {

// Which positions of the path a glob may have reached, after some of it.
using Positions = std::vector<bool>;

// "**/": the same position, or any that follows a slash.
void SkipFolders(std::string_view path, Positions& at) {
  bool any = false;
  for (size_t i = 0; i < at.size(); ++i) {
    if (any && i > 0 && path[i - 1] == '/') at[i] = true;
    any = any || at[i];
  }
}

// Any characters, or none; slashes only if `folders`.
void SkipAny(std::string_view path, bool folders, Positions& at) {
  for (size_t i = 1; i < at.size(); ++i) {
    if (at[i - 1] && (folders || path[i - 1] != '/')) at[i] = true;
  }
}

void SkipOne(std::string_view path, char c, Positions& at) {
  for (size_t i = at.size() - 1; i > 0; --i) at[i] = at[i - 1] && path[i - 1] == c;
  at[0] = false;
}

std::vector<ModuleRule> WranglersRules() {
  return {{ModuleType::kText, {"**/*.txt", "**/*.html", "**/*.sql"}, false},
          {ModuleType::kData, {"**/*.bin"}, false},
          {ModuleType::kCompiledWasm, {"**/*.wasm", "**/*.wasm?module"}, false}};
}

std::optional<engine::ModuleKind> KindOfType(ModuleType type) {
  switch (type) {
    case ModuleType::kESModule:
      return engine::ModuleKind::kESModule;
    case ModuleType::kCommonJs:
      return std::nullopt;
    case ModuleType::kCompiledWasm:
      return engine::ModuleKind::kWasm;
    case ModuleType::kText:
      return engine::ModuleKind::kText;
    case ModuleType::kData:
      return engine::ModuleKind::kData;
  }
  return std::nullopt;
}

std::optional<engine::ModuleKind> KindOfScript(std::string_view name) {
  if (name.ends_with(".js") || name.ends_with(".mjs")) return engine::ModuleKind::kESModule;
  if (name.ends_with(".json")) return engine::ModuleKind::kJson;
  return std::nullopt;
}

}  // namespace

bool MatchesGlob(std::string_view glob, std::string_view path) {
  Positions at(path.size() + 1);
  at[0] = true;
  while (!glob.empty()) {
    if (absl::ConsumePrefix(&glob, "**/")) {
      SkipFolders(path, at);
    } else if (absl::ConsumePrefix(&glob, "**")) {
      SkipAny(path, true, at);
    } else if (absl::ConsumePrefix(&glob, "*")) {
      SkipAny(path, false, at);
    } else {
      SkipOne(path, glob.front(), at);
      glob.remove_prefix(1);
    }
  }
  return at.back();
}

ModuleRules::ModuleRules(const std::vector<ModuleRule>& rules) {
  std::vector<ModuleType> complete;
  for (const std::vector<ModuleRule>& some : {rules, WranglersRules()}) {
    for (const ModuleRule& rule : some) {
      if (std::ranges::find(complete, rule.type) != complete.end()) continue;
      if (!rule.fallthrough) complete.push_back(rule.type);
      rules_.push_back(rule);
    }
  }
  for (const ModuleRule& rule : rules_) {
    for (std::string_view glob : rule.globs) {
      absl::ConsumeSuffix(&glob, "?module");
      const size_t dot = glob.find('.', glob.rfind('/') == glob.npos ? 0 : glob.rfind('/'));
      if (dot == glob.npos || glob.substr(dot).find('*') != glob.npos) {
        narrow_globs_.emplace_back(glob);
        continue;
      }
      const std::string_view extension = glob.substr(dot);
      const std::string_view before = glob.substr(0, dot);
      if (before != "**/*" && before != "*") narrow_globs_.emplace_back(glob);
      const auto known = std::ranges::find(
          extensions_, extension, [](const auto& pair) -> std::string_view { return pair.first; });
      if (known == extensions_.end()) extensions_.emplace_back(extension, rule.type);
    }
  }
}

std::optional<engine::ModuleKind> ModuleRules::KindOf(std::string_view name) const {
  for (const ModuleRule& rule : rules_) {
    for (const std::string& glob : rule.globs) {
      if (MatchesGlob(glob, name)) return KindOfType(rule.type);
    }
  }
  return KindOfScript(name);
}

}  // namespace host
