#include "src/engine/homes.h"

#include <memory>
#include <thread>
#include <utility>

#include "gtest/gtest.h"
#include "src/engine/engine_fixture.h"
#include "src/engine/isolate_pool.h"
#include "src/engine/watchdog.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

namespace engine {
namespace {

// AddressSanitizer does not tell of what is allocated meanwhile.
class ToleratedLeaks {
#if defined(__SANITIZE_ADDRESS__)
  const __lsan::ScopedDisabler disabler_;
#else
 public:
  ToleratedLeaks() {}
#endif
};

class HomesTest : public EngineTest {
 protected:
  static void RunTurn(Isolate& isolate, Watch& watch) {
    Budget budget;
    Turn turn(isolate, kWallMillis, budget, {&watch, nullptr, 1});
  }

  Watchdog watchdog_;
};

// AddressSanitizer finds what V8 keeps for a thread that has not left.
TEST_F(HomesTest, AThreadStaysUntilItLeaves) {
  const std::unique_ptr<Isolate> isolate = Isolate::New(*snapshot_, {});
  Watch watch(watchdog_);
  RunTurn(*isolate, watch);
  RunTurn(*isolate, watch);
  EXPECT_FALSE(isolate->Vacate());
  watch.homes().Leave(*isolate);
  EXPECT_TRUE(isolate->Vacate());
}

TEST_F(HomesTest, ATurnWithoutAWatchLeavesAtItsEnd) {
  const std::unique_ptr<Isolate> isolate = Isolate::New(*snapshot_, {});
  {
    Budget budget;
    Turn turn(*isolate, kWallMillis, budget);
  }
  EXPECT_TRUE(isolate->Vacate());
}

TEST_F(HomesTest, SeveralThreadsAreInOneIsolate) {
  const std::unique_ptr<Isolate> isolate = Isolate::New(*snapshot_, {});
  Watch watch(watchdog_);
  RunTurn(*isolate, watch);
  std::thread other([&] {
    Watch watch(watchdog_);
    for (int i = 0; i < 3; ++i) RunTurn(*isolate, watch);
    watch.homes().LeaveAll();
    RunTurn(*isolate, watch);
    // It ends, and leaves.
  });
  other.join();
  RunTurn(*isolate, watch);
  EXPECT_FALSE(isolate->Vacate());
  watch.homes().LeaveAll();
  EXPECT_TRUE(isolate->Vacate());
}

TEST_F(HomesTest, AnIsolateThatIsToGoIsLeftWhenTheThreadSettlesElsewhere) {
  const std::unique_ptr<Isolate> first = Isolate::New(*snapshot_, {});
  const std::unique_ptr<Isolate> second = Isolate::New(*snapshot_, {});
  Watch watch(watchdog_);
  RunTurn(*first, watch);
  EXPECT_FALSE(first->Vacate());
  RunTurn(*second, watch);
  EXPECT_TRUE(first->Vacate());
}

TEST_F(HomesTest, AnIsolateMayGoBeforeItsThreads) {
  Watch watch(watchdog_);
  std::unique_ptr<Isolate> isolate = Isolate::New(*snapshot_, {});
  {
    // What V8 keeps of a thread that has not left is lost with the isolate.
    const ToleratedLeaks tolerated;
    RunTurn(*isolate, watch);
  }
  isolate = nullptr;
  isolate = Isolate::New(*snapshot_, {});
  RunTurn(*isolate, watch);
  watch.homes().LeaveAll();
}

TEST_F(HomesTest, TheDisposerWaitsForAThreadThatHasNotLeft) {
  IsolateDisposer disposer;
  Watch watch(watchdog_);
  std::unique_ptr<Isolate> isolate = Isolate::New(*snapshot_, {});
  RunTurn(*isolate, watch);
  disposer.Dispose(std::move(isolate));
  EXPECT_EQ(disposer.waiting(), 1u);
  watch.homes().LeaveAll();
  while (disposer.waiting() > 0) std::this_thread::yield();
}

}  // namespace
}  // namespace engine
