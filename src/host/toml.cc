#include "src/host/toml.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_MAX_NESTED_VALUES 64
// Some of its assertions do not hold for text that is not TOML, "[=" among it; the checks that
// follow them do. It is commonly built without.
#define TOML_ASSERT(condition) static_cast<void>(0)

#include <cmath>
#include <sstream>
#include <string>
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

}  // namespace

absl::StatusOr<ConfigValue> ParseToml(std::string_view text, std::string_view file) {
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
