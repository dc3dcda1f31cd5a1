#include "src/host/config_reader.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "src/host/nearest_word.h"

namespace host {

using Kind = ConfigValue::Kind;

void ConfigReader::Warn(Place place, std::string_view message) const {
  if (warnings_ != nullptr) warnings_->push_back(AtPlace(file_, place, message));
}

absl::Status ConfigReader::Wrong(Place place, std::string_view key, std::string_view found,
                                 std::string_view expected) const {
  const std::string what = key.empty() ? "the configuration" : absl::StrCat("\"", key, "\"");
  return absl::InvalidArgumentError(
      AtPlace(file_, place, absl::StrCat(what, " is ", found, "; expected ", expected)));
}

absl::Status ConfigReader::Unexpected(std::string_view key, const ConfigMember& member,
                                      std::string_view expected,
                                      std::span<const std::string_view> known) const {
  const std::string_view nearest = NearestWord(member.key, known);
  if (warnings_ != nullptr) {
    std::string message = absl::StrCat("unknown key \"", key, "\": ignored");
    if (nearest.empty() || nearest == member.key) {
      absl::StrAppend(&message, "; expected ", expected);
    } else {
      absl::StrAppend(&message, "; did you mean \"", nearest, "\"?");
    }
    Warn(member.place, message);
    return absl::OkStatus();
  }
  std::string message = absl::StrCat("unexpected key \"", key, "\"; expected ", expected);
  if (!nearest.empty() && nearest != member.key) absl::StrAppend(&message, " (\"", nearest, "\"?)");
  return absl::InvalidArgumentError(AtPlace(file_, member.place, message));
}

absl::Status ConfigReader::Unexpected(std::string_view key, const ConfigMember& member,
                                      std::span<const std::string_view> known) const {
  return Unexpected(key, member, absl::StrCat("one of: ", absl::StrJoin(known, ", ")), known);
}

absl::Status ConfigReader::CheckObject(std::string_view key, const ConfigValue& value) const {
  if (value.kind == Kind::kObject) return absl::OkStatus();
  return Wrong(value.place, key, value.KindName(), "an object");
}

absl::Status ConfigReader::ReadString(std::string_view key, const ConfigValue& value,
                                      std::string_view what, std::string* into) const {
  const std::string expected = absl::StrCat(what, ", as a string");
  if (value.kind != Kind::kString) return Wrong(value.place, key, value.KindName(), expected);
  if (value.text.empty()) return Wrong(value.place, key, "empty", expected);
  if (value.text.find('\0') != std::string::npos) {
    return Wrong(value.place, key, "a string with a NUL character", expected);
  }
  *into = value.text;
  return absl::OkStatus();
}

absl::Status ConfigReader::ReadStrings(std::string_view key, const ConfigValue& value,
                                       std::string_view what,
                                       std::vector<std::string>* into) const {
  if (value.kind != Kind::kArray) {
    return Wrong(value.place, key, value.KindName(), "a list of strings");
  }
  into->clear();
  for (const ConfigValue& item : value.items) {
    std::string text;
    if (absl::Status status = ReadString(key, item, what, &text); !status.ok()) return status;
    into->push_back(std::move(text));
  }
  return absl::OkStatus();
}

absl::Status ConfigReader::ReadInteger(std::string_view key, const ConfigValue& value,
                                       int64_t least, int64_t most, int64_t* into) const {
  const std::string expected = absl::StrCat("a whole number from ", least, " to ", most);
  if (value.kind != Kind::kNumber) return Wrong(value.place, key, value.KindName(), expected);
  int64_t number = 0;
  if (!absl::SimpleAtoi(value.text, &number) || number < least || number > most) {
    return Wrong(value.place, key, value.text, expected);
  }
  *into = number;
  return absl::OkStatus();
}

absl::Status ConfigReader::ReadBoolean(std::string_view key, const ConfigValue& value,
                                       bool* into) const {
  if (value.kind != Kind::kBoolean) {
    return Wrong(value.place, key, value.KindName(), "true or false");
  }
  *into = value.boolean;
  return absl::OkStatus();
}

}  // namespace host
