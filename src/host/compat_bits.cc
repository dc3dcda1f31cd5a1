#include "src/host/compat_bits.h"

#include <algorithm>

namespace host {
namespace {

// What is on from `since`, unless a flag says otherwise.
struct Change {
  uint32_t bit;
  std::string_view since;
  std::string_view enable;
  std::string_view disable;
};

constexpr Change kChanges[] = {
    {kCompatBlobMessages, "2026-03-17", "websocket_standard_binary_type",
     "no_websocket_standard_binary_type"},
};

bool Has(const std::vector<std::string>& flags, std::string_view flag) {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

}  // namespace

uint32_t CompatBitsOf(std::string_view date, const std::vector<std::string>& flags) {
  uint32_t bits = 0;
  for (const Change& change : kChanges) {
    const bool is_late = date.empty() || date >= change.since;
    if (Has(flags, change.enable) || (is_late && !Has(flags, change.disable))) bits |= change.bit;
  }
  return bits;
}

}  // namespace host
