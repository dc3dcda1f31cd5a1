#include "src/host/limits_policy.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "src/host/limit_keys.h"

namespace host {
namespace {

// One limit: what everybody says of it, and what comes of that.
struct Case {
  std::optional<int64_t> asked;
  int64_t standard;
  int64_t maximum;
  std::optional<int64_t> fixed;
  int64_t granted;
  bool cut;
};

constexpr Case kCases[] = {
    {std::nullopt, 20, 30, std::nullopt, 20, false},  // nobody asks
    {25, 20, 30, std::nullopt, 25, false},            // more than the default
    {17, 20, 30, std::nullopt, 17, false},            // less
    {30, 20, 30, std::nullopt, 30, false},            // the most
    {31, 20, 30, std::nullopt, 30, true},             // more than that
    {std::nullopt, 20, 18, std::nullopt, 18, false},  // the maximum holds for the default
    {std::nullopt, 20, 30, 40, 40, false},            // the operator's word goes beyond
    {25, 20, 30, 16, 16, false},                      // or below
    {99, 20, 30, 40, 40, false},
};

TEST(GrantLimits, DecidesEachLimitAlike) {
  for (const LimitKey& key : LimitKeys()) {
    for (const Case& c : kCases) {
      worker::LimitsRequest asked;
      asked.*key.asked = c.asked;
      LimitsPolicy policy;
      key.set(policy.defaults, c.standard);
      key.set(policy.maximum, c.maximum);
      policy.fixed.*key.asked = c.fixed;
      const GrantedLimits granted = GrantLimits(asked, policy);
      worker::Limits expected;
      key.set(expected, c.granted);
      EXPECT_EQ(granted.limits, expected) << key.name << " " << c.granted;
      EXPECT_EQ(granted.cut.size(), c.cut ? 1u : 0u) << key.name << " " << c.granted;
    }
  }
}

TEST(GrantLimits, SaysWhatWasCut) {
  worker::LimitsRequest asked;
  asked.cpu_ms = 300'000;
  asked.memory_mb = 600;
  LimitsPolicy policy;
  policy.maximum.cpu_millis = 50;
  EXPECT_EQ(GrantLimits(asked, policy).cut,
            (std::vector<std::string>{
                "\"limits.cpu_ms\" is 300000; this node allows at most 50, which is used",
                "\"limits.memory_mb\" is 600; this node allows at most 512, which is used"}));
  EXPECT_EQ(GrantLimits(asked, policy).limits.memory_bytes, uint64_t{512} << 20);
}

TEST(GrantLimits, GivesTheDefaultsToWhoeverAsksForNothing) {
  EXPECT_EQ(GrantLimits({}, {}).limits, worker::Limits());
}

TEST(LimitKeys, HoldTheDefaults) {
  for (const LimitKey& key : LimitKeys()) {
    for (const worker::Limits& limits : {worker::Limits(), DefaultMaximum()}) {
      EXPECT_GE(key.get(limits), key.least) << key.name;
      EXPECT_LE(key.get(limits), key.most) << key.name;
    }
    EXPECT_LE(key.get(worker::Limits()), key.get(DefaultMaximum())) << key.name;
  }
}

}  // namespace
}  // namespace host
