#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace host {

// What kind of module a rule makes of a file: the words of Wrangler's `rules`.
enum class ModuleType : uint8_t { kESModule, kCommonJs, kCompiledWasm, kText, kData };

// One entry of `rules`.
struct ModuleRule {
  ModuleType type = ModuleType::kText;
  std::vector<std::string> globs;  // of paths from the worker's root, "**/*.md"
  bool fallthrough = false;        // whether later rules of the type, and Wrangler's own, hold too

  bool operator==(const ModuleRule&) const = default;
};

// `build`: what is run before a worker's modules are read.
struct BuildCommand {
  std::string command;  // for /bin/sh; empty: nothing
  std::string cwd;      // where it runs: a path from the worker's root; empty: the root itself
  // What it reads, as paths from the root: a change there runs it again.
  std::vector<std::string> watch_dirs = {"src"};

  bool operator==(const BuildCommand&) const = default;
};

// How a worker's sources become its modules.
struct BuildSettings {
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  bool no_bundle = false;                // modules are taken as they are
  bool minify = false;                   // names and white space are made short
  std::optional<bool> keep_names;        // whether functions keep their names; none: when minified
  std::string tsconfig;                  // a path from the root; empty: the one esbuild finds
  std::string jsx_factory;               // empty: React.createElement
  std::string jsx_fragment;              // empty: React.Fragment
  Pairs alias;                           // a module's name, and what is imported in its place
  Pairs define;                          // an identifier, and the expression it stands for
  std::vector<ModuleRule> rules;         // before Wrangler's own
  bool find_additional_modules = false;  // whether files that nothing imports are modules, too
  std::string base_dir;                  // where they are; empty: beside the main module
  BuildCommand build;

  // Whether only a bundler can do what is asked for.
  bool NeedsBundler() const { return minify || !alias.empty() || !define.empty(); }

  bool operator==(const BuildSettings&) const = default;
};

// Sets what `name` stands for.
inline void SetPair(BuildSettings::Pairs& pairs, std::string name, std::string value) {
  for (auto& [known, old] : pairs) {
    if (known != name) continue;
    old = std::move(value);
    return;
  }
  pairs.emplace_back(std::move(name), std::move(value));
}

}  // namespace host
