#include "src/host/recycling.h"

#include <gtest/gtest.h>

#include <string>

namespace host {
namespace {

TEST(JudgeParked, Table) {
  constexpr ParkedBounds kBounds = {.threads = 8, .bytes = 1'000};
  struct Case {
    std::string what;
    worker::ParkedTurn turn;
    ParkedBounds bounds;
    Recycling recycling;
  };
  const Case cases[] = {
      {"one of many", {"w", "stuck", 1, 100}, kBounds, Recycling::kInTime},
      {"less than half of them", {"w", "memory", 3, 499}, kBounds, Recycling::kInTime},
      {"half of them", {"w", "stuck", 4, 100}, kBounds, Recycling::kNow},
      {"half of the memory", {"w", "memory", 1, 500}, kBounds, Recycling::kNow},
      {"a fault", {"w", "fault", 1, 100}, kBounds, Recycling::kNow},
      {"all of them", {"w", "stuck", 8, 100}, kBounds, Recycling::kExhausted},
      {"all of the memory", {"w", "fault", 1, 1'000}, kBounds, Recycling::kExhausted},
      {"the only one", {"w", "stuck", 1, 0}, {1, 1'000}, Recycling::kExhausted},
      {"one of two", {"w", "stuck", 1, 0}, {2, 1'000}, Recycling::kNow},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(JudgeParked(one.turn, one.bounds), one.recycling) << one.what;
  }
}

}  // namespace
}  // namespace host
