#include "src/host/dev_bindings.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace host {
namespace {

using Row = std::array<std::string, 3>;

std::string_view ResourceOf(std::string_view kind) {
  if (kind == "kv") return "KV Namespace";
  if (kind == "service") return "Worker";
  return kind;
}

std::string NameOf(const worker::BindingSpec& binding) {
  std::string text = absl::StrCat("env.", binding.name);
  if (binding.resource.empty()) return text;
  absl::StrAppend(&text, " (", binding.resource);
  if (!binding.entrypoint.empty()) absl::StrAppend(&text, "#", binding.entrypoint);
  return text + ")";
}

}  // namespace

std::string BindingsTable(const worker::Spec& spec) {
  std::vector<Row> rows = {{"Binding", "Resource", "Mode"}};
  for (const worker::BindingSpec& binding : spec.bindings) {
    rows.push_back({NameOf(binding), std::string(ResourceOf(binding.kind)), "local"});
  }
  const nlohmann::json vars = nlohmann::json::parse(spec.vars_json, nullptr, false);
  if (vars.is_object()) {
    for (const auto& [name, value] : vars.items()) {
      rows.push_back({absl::StrCat("env.", name), "Environment Variable", "local"});
    }
  }
  if (rows.size() == 1) return "";
  size_t widths[2] = {};
  for (const Row& row : rows) {
    for (size_t i = 0; i < 2; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    for (size_t i = 0; i < 2; ++i) {
      absl::StrAppend(&text, row[i], std::string(widths[i] - row[i].size() + 2, ' '));
    }
    absl::StrAppend(&text, row[2], "\n");
  }
  return text;
}

}  // namespace host
