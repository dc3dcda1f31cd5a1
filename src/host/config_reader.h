#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/host/config_value.h"

namespace host {

// Reads the values of one configuration file. What is wrong with one is kInvalidArgument, one line
// with the place, the key, what was found and what was expected. `key` is the whole path of a key,
// as messages name it: "limits.cpu_ms".
class ConfigReader {
 public:
  // `file` is borrowed: how messages name the file. `warnings`, borrowed, gets a line for each key
  // that is not known; null: such a key is an error.
  explicit ConfigReader(std::string_view file, std::vector<std::string>* warnings = nullptr)
      : file_(file), warnings_(warnings) {}

  std::string_view file() const { return file_; }

  // A warning about what is at `place`, where there are warnings.
  void Warn(Place place, std::string_view message) const;
  // `"key" is FOUND; expected EXPECTED`
  absl::Status Wrong(Place place, std::string_view key, std::string_view found,
                     std::string_view expected) const;
  // `unexpected key "key"; expected EXPECTED`, and the one of `known` that is spelled like it; or
  // kOk and a warning.
  absl::Status Unexpected(std::string_view key, const ConfigMember& member,
                          std::string_view expected, std::span<const std::string_view> known) const;
  // The same, with all of `known` for what was expected.
  absl::Status Unexpected(std::string_view key, const ConfigMember& member,
                          std::span<const std::string_view> known) const;

  absl::Status CheckObject(std::string_view key, const ConfigValue& value) const;
  // A string that is not empty. `what` says what it stands for: "a path".
  absl::Status ReadString(std::string_view key, const ConfigValue& value, std::string_view what,
                          std::string* into) const;
  // A list of such strings.
  absl::Status ReadStrings(std::string_view key, const ConfigValue& value, std::string_view what,
                           std::vector<std::string>* into) const;
  // A whole number from `least` to `most`.
  absl::Status ReadInteger(std::string_view key, const ConfigValue& value, int64_t least,
                           int64_t most, int64_t* into) const;
  absl::Status ReadBoolean(std::string_view key, const ConfigValue& value, bool* into) const;

 private:
  std::string_view file_;
  std::vector<std::string>* warnings_;
};

// A key of an object, and how its value is read into a T. `key` is the key's whole path.
template <typename T>
struct ConfigKey {
  std::string_view name;
  absl::Status (*read)(const ConfigReader& reader, std::string_view key, const ConfigValue& value,
                       T& into);
};

// Reads an object whose keys are `keys`. `path` is the path of the object, "" for the whole file.
template <typename T>
absl::Status ReadKeys(const ConfigReader& reader, std::string_view path, const ConfigValue& value,
                      std::span<const ConfigKey<T>> keys, T& into) {
  if (absl::Status status = reader.CheckObject(path, value); !status.ok()) return status;
  for (const ConfigMember& member : value.members) {
    const std::string key = absl::StrCat(path, path.empty() ? "" : ".", member.key);
    const ConfigKey<T>* found = nullptr;
    for (const ConfigKey<T>& known : keys) {
      if (known.name == member.key) found = &known;
    }
    if (found == nullptr) {
      std::vector<std::string_view> names;
      for (const ConfigKey<T>& known : keys) names.push_back(known.name);
      if (absl::Status status = reader.Unexpected(key, member, names); !status.ok()) return status;
      continue;
    }
    absl::Status status = found->read(reader, key, member.value, into);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace host
