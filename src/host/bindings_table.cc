#include "src/host/bindings_table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/host/console.h"

namespace host {
namespace {

constexpr size_t kMostShown = 48;

// At most so many octets of a text, and whole characters of UTF-8.
std::string Cut(std::string text) {
  if (text.size() <= kMostShown) return text;
  size_t size = kMostShown;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  text.resize(size);
  return text + "...";
}

// How many columns of a terminal the text takes: its characters, near enough.
size_t Width(std::string_view text) {
  return std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

std::string_view WithoutArticle(std::string_view what) {
  for (std::string_view article : {"a ", "an ", "the "}) {
    if (absl::ConsumePrefix(&what, article)) break;
  }
  return what;
}

BindingRow RowOf(const worker::BindingSpec& binding, const Project& project) {
  if (binding.kind == "kv") return {binding.name, "KV namespace", binding.resource};
  if (binding.kind == "service") {
    return {binding.name, "service",
            binding.entrypoint.empty() ? binding.resource
                                       : absl::StrCat(binding.resource, "#", binding.entrypoint)};
  }
  if (binding.kind != "unsupported") return {binding.name, binding.kind, binding.resource};
  for (const UnsupportedBinding& other : project.unsupported) {
    if (other.binding != binding.name) continue;
    return {binding.name, std::string(WithoutArticle(other.what)), other.resource, false};
  }
  return {binding.name, std::string(WithoutArticle(binding.resource)), "", false};
}

// What the table says in its second column.
std::string ResourceText(const BindingRow& row) {
  if (row.kind == "secret") return "secret (hidden)";
  return row.resource.empty() ? row.kind : absl::StrCat(row.kind, " ", row.resource);
}

std::string Padded(std::string_view text, size_t width) {
  return absl::StrCat(text, std::string(width - std::min(width, Width(text)), ' '));
}

}  // namespace

std::vector<BindingRow> BindingRows(const Project& project) {
  std::vector<BindingRow> rows;
  for (const ConfigMember& var : project.vars.members) {
    const bool secret = std::ranges::find(project.secrets, var.key) != project.secrets.end();
    if (secret) {
      rows.push_back({var.key, "secret", ""});
    } else {
      rows.push_back({var.key, "variable", Cut(OneLine(var.value.ToJson()))});
    }
  }
  if (!project.version_metadata.empty()) {
    rows.push_back({project.version_metadata, "version metadata", ""});
  }
  for (const worker::BindingSpec& binding : project.spec.bindings) {
    rows.push_back(RowOf(binding, project));
  }
  return rows;
}

std::string BindingsTable(const std::vector<BindingRow>& rows, std::string_view indent) {
  if (rows.empty()) return "";
  size_t names = 0;
  size_t resources = 0;
  for (const BindingRow& row : rows) {
    names = std::max(names, Width(OneLine(row.name)) + 4);
    resources = std::max(resources, Width(OneLine(ResourceText(row))));
  }
  names = std::max(names, std::string_view("Binding").size()) + 2;
  resources = std::max(resources, std::string_view("Resource").size()) + 2;
  std::string table =
      absl::StrCat(indent, Padded("Binding", names), Padded("Resource", resources), "Mode\n");
  for (const BindingRow& row : rows) {
    absl::StrAppend(&table, indent, Padded(absl::StrCat("env.", OneLine(row.name)), names),
                    Padded(OneLine(ResourceText(row)), resources),
                    row.supported ? "local" : "not supported", "\n");
  }
  return table;
}

}  // namespace host
