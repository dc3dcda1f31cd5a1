#pragma once

#include <span>
#include <string_view>

namespace host {

// What Atoll does with a key of a Wrangler configuration.
enum class KeySupport {
  kUsed,          // read
  kHarmless,      // concerns deploying or editors: accepted in silence
  kNotSupported,  // accepted, with a warning
  kUnknown,       // not a key of Wrangler's
};

// What becomes of `key` at the top level, or in `env.NAME` when `in_environment`.
KeySupport FindKeySupport(std::string_view key, bool in_environment);

// Every key of Wrangler's.
std::span<const std::string_view> WranglerKeys();

}  // namespace host
