#include "src/base/thread_counts.h"

#include <pthread.h>
#include <stdlib.h>

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>

#include "gtest/gtest.h"

namespace base {
namespace {

class ThreadCountsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!CountsThreads()) GTEST_SKIP() << "a sanitizer has malloc and the locks to itself";
  }
  static int64_t Bytes() { return OwnCounts().malloc_bytes; }
  static int Locks() { return OwnCounts().locks; }
};

TEST_F(ThreadCountsTest, CountsWhatIsTakenAndGivenBack) {
  const int64_t before = Bytes();
  {
    const std::string text(100'000, 'x');
    EXPECT_GE(Bytes() - before, 100'000);
    EXPECT_LT(Bytes() - before, 110'000);
  }
  EXPECT_EQ(Bytes(), before);
  void* memory = calloc(1'000, 100);
  EXPECT_GE(Bytes() - before, 100'000);
  memory = realloc(memory, 200'000);
  EXPECT_GE(Bytes() - before, 200'000);
  EXPECT_LT(Bytes() - before, 220'000);
  free(memory);
  ASSERT_EQ(posix_memalign(&memory, 4096, 50'000), 0);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(memory) % 4096, 0u);
  EXPECT_GE(Bytes() - before, 50'000);
  free(memory);
  EXPECT_EQ(Bytes(), before);
  EXPECT_EQ(posix_memalign(&memory, 3, 8), EINVAL);
}

TEST_F(ThreadCountsTest, EachThreadHasItsOwn) {
  const int64_t before = Bytes();
  std::unique_ptr<std::string> theirs;
  int64_t counted = 0;
  std::thread([&] {
    const int64_t began = Bytes();
    theirs = std::make_unique<std::string>(100'000, 'x');
    counted = Bytes() - began;
  }).join();
  EXPECT_GE(counted, 100'000);
  EXPECT_LT(Bytes() - before, 10'000);
  theirs.reset();
  EXPECT_LE(Bytes() - before, -90'000) << "whoever gives back counts it";
}

TEST_F(ThreadCountsTest, CountsLocks) {
  const int before = Locks();
  std::mutex mutex;
  std::shared_mutex shared;
  {
    const std::lock_guard lock(mutex);
    EXPECT_EQ(Locks(), before + 1);
    std::thread([&] { EXPECT_FALSE(mutex.try_lock()); }).join();
    const std::shared_lock second(shared);
    const std::shared_lock third(shared);
    EXPECT_EQ(Locks(), before + 3);
  }
  EXPECT_EQ(Locks(), before);
  EXPECT_TRUE(shared.try_lock());
  EXPECT_FALSE(shared.try_lock());
  EXPECT_EQ(Locks(), before + 1) << "what is not had is not counted";
  shared.unlock();
  EXPECT_EQ(Locks(), before);
}

}  // namespace
}  // namespace base
