#include "src/engine/isolate_pool.h"

#include <memory>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "src/engine/engine_fixture.h"
#include "src/engine/isolate_impl.h"

namespace engine {
namespace {

TEST(PoolTarget, Table) {
  EXPECT_EQ(PoolTarget(0, 2, 64), 2u);
  EXPECT_EQ(PoolTarget(1, 2, 64), 3u);
  EXPECT_EQ(PoolTarget(100, 2, 64), 27u);
  EXPECT_EQ(PoolTarget(1e6, 2, 64), 64u);
  EXPECT_EQ(PoolTarget(0, 0, 0), 0u);
  EXPECT_EQ(PoolTarget(100, 8, 4), 8u) << "a minimum above the maximum wins";
}

TEST(Rate, RisesWithWhatHappensAndForgets) {
  constexpr int64_t kSecond = 1'000'000'000;
  Rate rate;
  double latest = 0;
  for (int i = 0; i < 1000; ++i) latest = rate.Update(i * kSecond / 100, 1);
  EXPECT_NEAR(latest, 100, 5);
  latest = rate.Update(11 * kSecond, 0);
  EXPECT_LT(latest, 50);
  EXPECT_LT(rate.Update(20 * kSecond, 0), 0.1);
}

TEST(Rate, SurvivesAClockThatGoesBack) {
  Rate rate;
  rate.Update(1'000'000'000, 1);
  EXPECT_GE(rate.Update(0, 1), 0);
}

using IsolatesTest = EngineTest;

class Nothing : public v8::Task {
 public:
  void Run() override {}
};

// An isolate that was made at the address of one that was just disposed of had its tasks.
TEST_F(IsolatesTest, OneAtTheAddressOfAnotherHasTasksOfItsOwn) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int k = 0; k < 25; ++k) {
        const std::unique_ptr<Isolate> isolate = Isolate::New(*snapshot_, {});
        EXPECT_FALSE(isolate->HasWork());
        V8Platform::Of(*platform_)
            .GetForegroundTaskRunner(static_cast<IsolateImpl&>(*isolate).v8(),
                                     v8::TaskPriority::kUserVisible)
            ->PostTask(std::make_unique<Nothing>());
        EXPECT_TRUE(isolate->HasWork());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace engine
