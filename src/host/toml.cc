#include "src/host/toml.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_MAX_NESTED_VALUES 64
// Some of its assertions do not hold for text that is not TOML, "[=" among it; the checks that
// follow them do. It is commonly built without.
#define TOML_ASSERT(condition) static_cast<void>(0)

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "toml++/toml.hpp"

namespace host {
namespace {

Place PlaceOf(const toml::source_region& region) {
  return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

std::string NumberAsJson(double value) {
  // JSON has neither NaN nor the infinities.
  return std::isfinite(value) ? nlohmann::json(value).dump() : "null";
}

ConfigValue Convert(const toml::node& node);

ConfigValue ConvertTable(const toml::table& table) {
  ConfigValue value;
  value.kind = ConfigValue::Kind::kObject;
  for (const auto& [key, member] : table) {
    value.members.push_back({std::string(key.str()), PlaceOf(key.source()), Convert(member)});
  }
  return value;
}

ConfigValue ConvertScalar(const toml::node& node) {
  ConfigValue value;
  if (const auto* text = node.as_string()) {
    value = ConfigValue::String(text->get());
  } else if (const auto* integer = node.as_integer()) {
    value.kind = ConfigValue::Kind::kNumber;
    value.text = absl::StrCat(integer->get());
  } else if (const auto* number = node.as_floating_point()) {
    value.kind = ConfigValue::Kind::kNumber;
    value.text = NumberAsJson(number->get());
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = ConfigValue::Kind::kBoolean;
    value.boolean = boolean->get();
  } else {
    std::ostringstream written;
    node.visit([&written](const auto& time) {
      if constexpr (toml::is_date<decltype(time)> || toml::is_time<decltype(time)> ||
                    toml::is_date_time<decltype(time)>) {
        written << time.get();
      }
    });
    value = ConfigValue::String(written.str());
  }
  return value;
}

ConfigValue Convert(const toml::node& node) {
  ConfigValue value;
  if (const toml::table* table = node.as_table()) {
    value = ConvertTable(*table);
  } else if (const toml::array* array = node.as_array()) {
    value.kind = ConfigValue::Kind::kArray;
    for (const toml::node& item : *array) value.items.push_back(Convert(item));
  } else {
    value = ConvertScalar(node);
  }
  value.place = PlaceOf(node.source());
  return value;
}

// Dotted keys and table headers nest without nesting values, so the tree is measured.
bool DeeperThan(const toml::node& node, int depth) {
  if (depth < 0) return true;
  if (const toml::table* table = node.as_table()) {
    for (const auto& [key, member] : *table) {
      if (DeeperThan(member, depth - 1)) return true;
    }
  } else if (const toml::array* array = node.as_array()) {
    for (const toml::node& item : *array) {
      if (DeeperThan(item, depth - 1)) return true;
    }
  }
  return false;
}

// The offset behind the string that begins at `i`, whichever of TOML's four kinds it is of.
size_t SkipString(std::string_view text, size_t i) {
  const char quote = text[i];
  const std::string three(3, quote);
  const bool has_lines = text.substr(i, 3) == three;
  for (i += has_lines ? 3 : 1; i < text.size();) {
    if (text[i] == '\\' && quote == '"') {
      i += 2;
    } else if (!has_lines && (text[i] == '\n' || text[i] == quote)) {
      return text[i] == quote ? i + 1 : i;
    } else if (has_lines && text.substr(i, 3) == three) {
      i += 3;
      // Two more may be the string's own.
      for (int own = 0; own < 2 && i < text.size() && text[i] == quote; ++own) ++i;
      return i;
    } else {
      ++i;
    }
  }
  return text.size();
}

// The offset of a dotted key of more than kMaxConfigDepth parts; npos: there is none. The parser
// nests a table for each, and so do the destructors of these, on the stack.
size_t FindDeepKey(std::string_view text) {
  size_t begin = 0;
  int dots = 0;
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = SkipString(text, i);
      continue;
    }
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    ++i;
    if (c == '.' && ++dots >= kMaxConfigDepth) return begin;
    if (std::string_view("=,{}[]\n").find(c) == std::string_view::npos) continue;
    begin = i;
    dots = 0;
  }
  return std::string_view::npos;
}

Place PlaceAt(std::string_view text, size_t offset) {
  Place place{1, 1};
  for (char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((c & 0xC0) != 0x80) {
      ++place.column;
    }
  }
  return place;
}

}  // namespace

absl::StatusOr<ConfigValue> ParseToml(std::string_view text, std::string_view file) {
  if (const size_t key = FindDeepKey(text); key != text.npos) {
    return absl::InvalidArgumentError(AtPlace(
        file, PlaceAt(text, key), absl::StrCat("a key of more than ", kMaxConfigDepth, " parts")));
  }
  toml::parse_result result = toml::parse(text, file);
  if (!result) {
    const toml::parse_error& error = result.error();
    return absl::InvalidArgumentError(AtPlace(
        file, PlaceOf(error.source()), absl::StrCat("not valid TOML: ", error.description())));
  }
  if (DeeperThan(result.table(), kMaxConfigDepth)) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ": tables nested more than ", kMaxConfigDepth, " deep"));
  }
  return Convert(result.table());
}

}  // namespace host
