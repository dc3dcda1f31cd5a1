#include "src/host/config_value.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "src/host/console.h"

namespace host {
namespace {

std::string QuoteJson(std::string_view text) {
  return nlohmann::json(std::string(text))
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

ConfigValue ConfigValue::String(std::string text) {
  ConfigValue value;
  value.kind = Kind::kString;
  value.text = std::move(text);
  return value;
}

const ConfigValue* ConfigValue::Find(std::string_view key) const {
  for (const ConfigMember& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

void ConfigValue::Set(std::string_view key, ConfigValue value) {
  for (ConfigMember& member : members) {
    if (member.key != key) continue;
    member.value = std::move(value);
    return;
  }
  members.push_back({std::string(key), value.place, std::move(value)});
}

std::string_view ConfigValue::KindName() const {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBoolean:
      return "a boolean";
    case Kind::kNumber:
      return "a number";
    case Kind::kString:
      return "a string";
    case Kind::kArray:
      return "a list";
    case Kind::kObject:
      return "an object";
  }
  return "nothing";
}

std::string ConfigValue::ToJson() const {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBoolean:
      return boolean ? "true" : "false";
    case Kind::kNumber:
      return text;
    case Kind::kString:
      return QuoteJson(text);
    case Kind::kArray: {
      std::string json = "[";
      for (const ConfigValue& item : items) {
        absl::StrAppend(&json, json.size() > 1 ? "," : "", item.ToJson());
      }
      return json + "]";
    }
    case Kind::kObject: {
      std::string json = "{";
      for (const ConfigMember& member : members) {
        absl::StrAppend(&json, json.size() > 1 ? "," : "", QuoteJson(member.key), ":",
                        member.value.ToJson());
      }
      return json + "}";
    }
  }
  return "null";
}

std::string AtPlace(std::string_view file, Place place, std::string_view message) {
  const std::string line = OneLine(message);
  if (place.line == 0) return absl::StrCat(file, ": ", line);
  return absl::StrCat(file, ":", place.line, ":", place.column, ": ", line);
}

}  // namespace host
