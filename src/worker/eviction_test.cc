#include "src/worker/eviction.h"

#include "gtest/gtest.h"

namespace worker {
namespace {

constexpr uint64_t kMb = 1'000'000;

TEST(EvictionsWanted, Table) {
  const MemoryView plenty = {.target_bytes = 1000 * kMb,
                             .resident_bytes = 500 * kMb,
                             .isolates = 300,
                             .isolates_then = 300,
                             .max_isolates = 5000};
  EXPECT_EQ(EvictionsWanted(plenty), 0u);

  MemoryView full = plenty;
  full.resident_bytes = 1000 * kMb;
  EXPECT_EQ(EvictionsWanted(full), 2u) << "the new one and some air";

  MemoryView dropped = full;
  dropped.isolates = 295;
  EXPECT_EQ(EvictionsWanted(dropped), 0u) << "what was dropped since it was measured counts";

  MemoryView grown = plenty;
  grown.resident_bytes = 990 * kMb;
  grown.isolates = 320;
  EXPECT_EQ(EvictionsWanted(grown), 4u) << "what was started since counts; four at most";

  MemoryView crowded = plenty;
  crowded.isolates = 5000;
  crowded.isolates_then = 5000;
  EXPECT_EQ(EvictionsWanted(crowded), 1u) << "the machine bears no more";

  MemoryView free = full;
  free.target_bytes = 0;
  EXPECT_EQ(EvictionsWanted(free), 0u) << "no target";
}

}  // namespace
}  // namespace worker
