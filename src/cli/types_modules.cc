#include "src/cli/types_modules.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace cli {
namespace {

using host::ConfigValue;
using Kind = ConfigValue::Kind;

struct Declared {
  std::string pattern;
  std::string_view type;
};

constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
    {"Text", "string"}, {"Data", "ArrayBuffer"}, {"CompiledWasm", "WebAssembly.Module"}};

constexpr std::pair<std::string_view, std::string_view> kDefaults[] = {
    {"*.txt", "string"},
    {"*.html", "string"},
    {"*.sql", "string"},
    {"*.bin", "ArrayBuffer"},
    {"*.wasm", "WebAssembly.Module"},
    {"*.wasm?module", "WebAssembly.Module"},
};

// The first one that names a pattern holds.
void Declare(std::string pattern, std::string_view type, std::vector<Declared>& into) {
  const bool known = std::any_of(into.begin(), into.end(),
                                 [&](const Declared& each) { return each.pattern == pattern; });
  if (!known) into.push_back({std::move(pattern), type});
}

// The pattern by which TypeScript knows a rule's glob, with one "*": "posts/**/*.md" gives "*.md".
// What stands before the last "*" is a path that imports need not write.
std::string PatternOf(std::string_view glob) {
  const size_t star = glob.rfind('*');
  if (star != glob.npos) return std::string(glob.substr(star));
  return absl::StrCat("*/", glob.substr(glob.rfind('/') + 1));
}

void DeclareRule(const ConfigValue& rule, std::vector<Declared>& into) {
  const ConfigValue* type = rule.kind == Kind::kObject ? rule.Find("type") : nullptr;
  const ConfigValue* globs = rule.kind == Kind::kObject ? rule.Find("globs") : nullptr;
  if (type == nullptr || globs == nullptr || globs->kind != Kind::kArray) return;
  for (const auto& [name, declared] : kTypes) {
    if (type->text != name) continue;
    for (const ConfigValue& glob : globs->items) Declare(PatternOf(glob.text), declared, into);
  }
}

// The rules of an environment take the place of the top level's.
const ConfigValue* RulesOf(const ConfigValue& config, const std::string& environment) {
  const ConfigValue* environments = environment.empty() ? nullptr : config.Find("env");
  const ConfigValue* level = environments != nullptr ? environments->Find(environment) : nullptr;
  const ConfigValue* rules = level != nullptr ? level->Find("rules") : nullptr;
  return rules != nullptr ? rules : config.Find("rules");
}

}  // namespace

std::string ModuleTypes(const ConfigValue& config, const std::string& environment) {
  std::vector<Declared> declared;
  const ConfigValue* rules = RulesOf(config, environment);
  if (rules != nullptr && rules->kind == Kind::kArray) {
    for (const ConfigValue& rule : rules->items) DeclareRule(rule, declared);
  }
  for (const auto& [pattern, type] : kDefaults) Declare(std::string(pattern), type, declared);
  std::string out;
  for (const Declared& each : declared) {
    absl::StrAppend(&out, "declare module ", ConfigValue::String(each.pattern).ToJson(),
                    " {\n\tconst value: ", each.type, ";\n\texport default value;\n}\n");
  }
  return out;
}

}  // namespace cli
