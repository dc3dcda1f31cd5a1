#include "src/host/limits_policy.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "src/host/limit_keys.h"

namespace host {
namespace {

constexpr uint64_t kMostMemory = uint64_t{512} << 20;

}  // namespace

worker::Limits DefaultMaximum() {
  worker::Limits maximum;
  for (const LimitKey& key : LimitKeys()) key.set(maximum, key.most);
  maximum.memory_bytes = kMostMemory;
  return maximum;
}

GrantedLimits GrantLimits(const worker::LimitsRequest& asked, const LimitsPolicy& policy) {
  GrantedLimits granted;
  for (const LimitKey& key : LimitKeys()) {
    const std::optional<int64_t> wanted = asked.*key.asked;
    const std::optional<int64_t> fixed = policy.fixed.*key.asked;
    const int64_t most = key.get(policy.maximum);
    key.set(granted.limits,
            fixed.value_or(std::min(wanted.value_or(key.get(policy.defaults)), most)));
    if (fixed.has_value() || !wanted.has_value() || *wanted <= most) continue;
    granted.cut.push_back(absl::StrCat("\"limits.", key.name, "\" is ", *wanted,
                                       "; this node allows at most ", most, ", which is used"));
  }
  return granted;
}

}  // namespace host
