#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace host {

// Where something stands in a file. Both count from 1; 0: not known.
struct Place {
  int line = 0;
  int column = 0;

  bool operator==(const Place&) const = default;
};

struct ConfigMember;

// A value of a configuration file, whichever syntax it was written in, with its place.
struct ConfigValue {
  enum class Kind { kNull, kBoolean, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  bool boolean = false;
  std::string text;                   // of a string: its contents; of a number: as JSON writes it
  std::vector<ConfigValue> items;     // of an array
  std::vector<ConfigMember> members;  // of an object, in the file's order
  Place place;

  static ConfigValue String(std::string text);

  // The member called `key` of an object, or null.
  const ConfigValue* Find(std::string_view key) const;
  // Sets the member called `key` of an object.
  void Set(std::string_view key, ConfigValue value);

  // What a reader of an error calls it: "a string", "a list", "null".
  std::string_view KindName() const;
  // The value as one line of JSON. Strings that are not UTF-8 get U+FFFD.
  std::string ToJson() const;
};

// A key of an object and its value.
struct ConfigMember {
  std::string key;
  Place place;  // of the key
  ConfigValue value;
};

// How deep lists and objects may nest in a file.
inline constexpr int kMaxConfigDepth = 64;

// "file:line:column: message", leaving out what is not known. Control characters of the message,
// which may quote the file, are escaped.
std::string AtPlace(std::string_view file, Place place, std::string_view message);

}  // namespace host
