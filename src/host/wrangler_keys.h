#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "src/host/config_value.h"

namespace host {

// What Atoll does with a key of a Wrangler configuration.
enum class KeySupport : uint8_t {
  kUsed,          // read
  kHarmless,      // accepted in silence: it changes nothing on a machine of one's own
  kNotSupported,  // accepted, with a warning, and with bindings that throw when they are touched
};

// Whether `env.NAME` has the top level's value when it has none of its own.
enum class KeyScope : uint8_t {
  kTopLevel,      // no key of an environment at all: it is the same for all of them
  kInherited,     // yes
  kNotInherited,  // no: it has to be repeated
};

// A key of Wrangler's.
struct WranglerKey {
  std::string_view name;
  KeySupport support;
  KeyScope scope;
  uint8_t kinds;  // the kinds of values that it may have, as KindBit() has them
  // Of bindings that Atoll does not have: what one is called, "an R2 bucket", and the key of an
  // entry that says which one it is, "" for none.
  std::string_view binding = "";
  std::string_view resource = "";
};

constexpr uint8_t KindBit(ConfigValue::Kind kind) {
  return static_cast<uint8_t>(1u << static_cast<unsigned>(kind));
}

// The key called `name`, or null: it is none of Wrangler's.
const WranglerKey* FindWranglerKey(std::string_view name);

// All of them, in the order of their names.
std::span<const WranglerKey> WranglerKeys();
std::span<const std::string_view> WranglerKeyNames();

}  // namespace host
