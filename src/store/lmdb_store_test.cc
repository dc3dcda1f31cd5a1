// What a store on disk does beside what every store does (store_test.cc).

#include "src/store/lmdb_store.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/store/lmdb_compaction.h"
#include "src/store/lmdb_fixture.h"
#include "src/store/users_lock.h"

namespace store {
namespace {

TEST_F(LmdbStoreTest, IsThereWhenItIsOpenedAgain) {
  {
    auto store = Open();
    auto one = *store->Open("one", true);
    ASSERT_TRUE(Put(*one, "small", "value").ok());
    ASSERT_TRUE(Put(*one, "large", std::string(300'000, 'v')).ok());
  }
  auto store = Open();
  auto one = *store->Open("one", false);
  EXPECT_EQ(Get(*one, "small"), "value");
  EXPECT_TRUE(Get(*one, "large") == std::string(300'000, 'v'));
  EXPECT_TRUE(absl::IsNotFound(store->Open("two", false).status()));
}

TEST_F(LmdbStoreTest, GrowsWhenItsMapIsFull) {
  auto store = Open({.map_bytes = 1 << 20});
  auto one = *store->Open("one", true);
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(Put(*one, absl::StrCat(i), std::string(200'000, 'v')).ok()) << i;
  }
  for (int i = 0; i < 40; ++i) EXPECT_EQ(Get(*one, absl::StrCat(i)).size(), 200'000U);
}

TEST_F(LmdbStoreTest, GrowsWhileManyRead) {
  auto store = Open({.map_bytes = 1 << 20});
  auto one = *store->Open("one", true);
  ASSERT_TRUE(Put(*one, "key", "value").ok());
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop) wrong += Get(*one, "key") != "value";
    });
  }
  for (int i = 0; i < 30; ++i) {
    EXPECT_TRUE(Put(*one, absl::StrCat(i), std::string(200'000, 'v')).ok()) << i;
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(LmdbStoreTest, WritesOfManyThreadsAreAllThere) {
  auto store = Open();
  auto one = *store->Open("one", true);
  absl::BlockingCounter left(400);
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&, i] {
      for (int j = 0; j < 100; ++j) {
        std::vector<Write> writes;
        writes.push_back({absl::StrCat(i, "/", j), base::Bytes::Static("v")});
        one->Apply(std::move(writes), [&](absl::Status status) {
          EXPECT_TRUE(status.ok()) << status;
          left.DecrementCount();
        });
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  left.Wait();
  EXPECT_EQ(one->GetUsage()->keys, 400U);
}

// A clock that one thread moves while others look at it.
class SharedClock : public base::Clock {
 public:
  int64_t MonotonicNanos() const override { return seconds_ * 1'000'000'000; }
  double WallMillis() const override { return 1.7e12 + static_cast<double>(seconds_) * 1e3; }
  void Advance(int64_t seconds) { seconds_ += seconds; }

 private:
  std::atomic<int64_t> seconds_ = 0;
};

TEST_F(LmdbStoreTest, RemovesWhatHasExpiredAndItsPieces) {
  SharedClock clock;
  const auto now = static_cast<int64_t>(clock.WallMillis() / 1000);
  auto store = Open({.sweep_millis = 5, .clock = &clock});
  auto one = *store->Open("one", true);
  ASSERT_TRUE(Put(*one, "stays", "value").ok());
  ASSERT_TRUE(Put(*one, "again", "value", now + 60).ok());
  ASSERT_TRUE(Put(*one, "again", "value", now + 9'000).ok());
  std::vector<Write> many;
  for (int i = 0; i < 600; ++i) {
    many.push_back({absl::StrCat(i), base::Bytes::Static("v"), "", now + 61});
  }
  absl::Notification ended;
  one->Apply(std::move(many), [&](absl::Status status) {
    EXPECT_TRUE(status.ok()) << status;
    ended.Notify();
  });
  ended.WaitForNotification();
  ASSERT_TRUE(Put(*one, "large", std::string(300'000, 'v'), now + 60).ok());
  EXPECT_EQ(one->GetUsage()->keys, 603U);
  clock.Advance(100);
  while (one->GetUsage()->keys > 2) usleep(1'000);
  EXPECT_EQ(one->GetUsage()->bytes, 20U);
  EXPECT_EQ(Get(*one, "again"), "value");
}

// The writer looks at the open namespaces all the time, and is asked to open others.
TEST_F(LmdbStoreTest, OpensNamespacesWhileItRemovesWhatHasExpired) {
  auto store = Open({.sweep_millis = 0});
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(store->Open(absl::StrCat(i), true).ok());
  }
  EXPECT_EQ(store->Namespaces()->size(), 200U);
}

TEST_F(LmdbStoreTest, TwoStoresOfOneFolderInTwoProcesses) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  // A process with threads has none of them in its child: that is made before there are any.
  const pid_t child = fork();
  if (child == 0) {
    char go = 0;
    close(ends[1]);
    if (read(ends[0], &go, 1) != 1) _exit(4);
    auto other = LmdbStore::OpenFolder(folder_, {.map_bytes = uint64_t{128} << 30});
    if (!other.ok()) _exit(1);
    auto opened = (*other)->Open("one", false);
    if (!opened.ok() || Get(**opened, "key") != "here") _exit(2);
    if (!Put(**opened, "key", "there").ok()) _exit(3);
    _exit(0);
  }
  auto store = Open();
  auto one = *store->Open("one", true);
  EXPECT_TRUE(Put(*one, "key", "here").ok());
  EXPECT_EQ(write(ends[1], "g", 1), 1);
  int status = 0;
  waitpid(child, &status, 0);
  close(ends[0]);
  close(ends[1]);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(Get(*one, "key"), "there");
  EXPECT_TRUE(Put(*one, "key", "here again").ok());
}

TEST_F(LmdbStoreTest, CompactingGivesBackWhatIsEmpty) {
  {
    auto store = Open();
    auto one = *store->Open("one", true);
    for (int i = 0; i < 50; ++i) {
      ASSERT_TRUE(Put(*one, absl::StrCat(i), std::string(200'000, 'v')).ok());
    }
    for (int i = 1; i < 50; ++i) ASSERT_TRUE(Put(*one, absl::StrCat(i), "small").ok());
    EXPECT_TRUE(IsOpenSomewhere(folder_));
    uint64_t before = 0, after = 0;
    EXPECT_TRUE(absl::IsFailedPrecondition(CompactFile(folder_, &before, &after)));
  }
  EXPECT_FALSE(IsOpenSomewhere(folder_));
  uint64_t before = 0, after = 0;
  const absl::Status status = CompactFile(folder_, &before, &after);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_LT(after * 5, before);
  auto store = Open();
  auto one = *store->Open("one", false);
  EXPECT_EQ(Get(*one, "0").size(), 200'000U);
  EXPECT_EQ(Get(*one, "49"), "small");
  EXPECT_TRUE(Check(folder_)->damaged.empty());
}

TEST_F(LmdbStoreTest, KeepsTheWordThatItIsToBeCompacted) {
  { auto store = Open(); }
  EXPECT_FALSE(IsCompactionAskedFor(folder_));
  EXPECT_TRUE(WithdrawCompaction(folder_).ok()) << "there is nothing to take back";
  EXPECT_TRUE(AskForCompaction(folder_).ok());
  EXPECT_TRUE(AskForCompaction(folder_).ok());
  EXPECT_TRUE(IsCompactionAskedFor(folder_));
  EXPECT_TRUE(WithdrawCompaction(folder_).ok());
  EXPECT_FALSE(IsCompactionAskedFor(folder_));
}

// Whoever opens a store while it is compacted gets the new file.
TEST_F(LmdbStoreTest, OpeningWaitsForACompaction) {
  {
    auto store = Open();
    ASSERT_TRUE(Put(**store->Open("one", true), "key", "value").ok());
  }
  std::optional<UsersLock> alone = *UsersLock::Take(folder_, UsersLock::Kind::kAlone);
  std::atomic<bool> opened = false;
  std::thread opener([&] {
    auto store = Open();
    opened = true;
    EXPECT_EQ(Get(**store->Open("one", false), "key"), "value");
  });
  usleep(50'000);
  EXPECT_FALSE(opened);
  alone.reset();
  opener.join();
  EXPECT_TRUE(opened);
}

}  // namespace
}  // namespace store
