#pragma once

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

// The known key that is spelled most like `key`, or "" when none is near.
std::string_view NearestKey(std::string_view key);

}  // namespace host
