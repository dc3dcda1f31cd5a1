// What a store on disk does beside what every store does (store_test.cc).

#include "src/store/lmdb_store.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/store/lmdb_check.h"

namespace store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class LmdbStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = absl::StrCat(testing::TempDir(), "/lmdbXXXXXX");
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::unique_ptr<LmdbStore> Open(LmdbStore::Options options = {}) {
    auto store = LmdbStore::OpenFolder(folder_, std::move(options));
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }

  std::string folder_;
};

absl::Status Put(Namespace& to, std::string key, std::string value, int64_t expiration = 0) {
  absl::Notification ended;
  absl::Status result;
  std::vector<Write> writes;
  writes.push_back({std::move(key), base::Bytes(std::move(value)), "", expiration});
  to.Apply(std::move(writes), [&](absl::Status status) {
    result = std::move(status);
    ended.Notify();
  });
  ended.WaitForNotification();
  return result;
}

std::string Get(Namespace& from, std::string_view key) {
  absl::StatusOr<std::optional<Found>> found = from.Get(key, 0);
  if (!found.ok()) return found.status().ToString();
  if (!found->has_value()) return "(none)";
  absl::StatusOr<base::Bytes> whole = ReadAll(*std::move(*found));
  return whole.ok() ? std::string(whole->view()) : whole.status().ToString();
}

// Runs ReadWholeFile in a child of this process.
absl::StatusOr<FileCheck> Check(const std::string& folder) {
  return CheckFile(folder,
                   [&](const std::vector<std::string>& skipped) -> absl::StatusOr<CheckerEnding> {
                     int ends[2];
                     if (pipe(ends) != 0) return absl::InternalError("pipe");
                     const pid_t child = fork();
                     if (child == 0) {
                       for (int signal : {SIGSEGV, SIGBUS, SIGABRT}) ::signal(signal, SIG_DFL);
                       close(2);
                       alarm(20);
                       _exit(ReadWholeFile(folder, skipped, ends[1]));
                     }
                     close(ends[1]);
                     CheckerEnding ending;
                     char buffer[4096];
                     for (ssize_t count; (count = read(ends[0], buffer, sizeof buffer)) > 0;) {
                       ending.output.append(buffer, static_cast<size_t>(count));
                     }
                     close(ends[0]);
                     int status = 0;
                     waitpid(child, &status, 0);
                     ending.by_signal = WIFSIGNALED(status);
                     ending.status = ending.by_signal ? WTERMSIG(status) : WEXITSTATUS(status);
                     return ending;
                   });
}

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

TEST_F(LmdbStoreTest, TwoStoresOfOneFolderInTwoProcesses) {
  auto store = Open();
  auto one = *store->Open("one", true);
  ASSERT_TRUE(Put(*one, "key", "here").ok());
  const pid_t child = fork();
  if (child == 0) {
    // The child has no writer's thread of the parent's; its own store is another one.
    auto other = LmdbStore::OpenFolder(folder_, {.map_bytes = uint64_t{128} << 30});
    if (!other.ok()) _exit(1);
    auto opened = (*other)->Open("one", false);
    if (!opened.ok() || Get(**opened, "key") != "here") _exit(2);
    if (!Put(**opened, "key", "there").ok()) _exit(3);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(Get(*one, "key"), "there");
  EXPECT_TRUE(Put(*one, "key", "here again").ok());
}

TEST_F(LmdbStoreTest, RefusesAFileOfANewerAtoll) {
  { auto store = Open(); }
  // The format is a value of one digit after its key.
  std::fstream file(fs::path(folder_) / "data.mdb", std::ios::in | std::ios::out);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  size_t changed = 0;
  for (size_t at = 0; (at = text.find("format1", at)) != std::string::npos; ++at) {
    file.clear();
    file.seekp(static_cast<std::streamoff>(at + 6));
    file.put('2');
    ++changed;
  }
  file.close();
  ASSERT_GT(changed, 0U);
  auto store = LmdbStore::OpenFolder(folder_, {});
  EXPECT_TRUE(absl::IsFailedPrecondition(store.status())) << store.status();
  EXPECT_THAT(store.status().message(), HasSubstr("newer Atoll, in format 2; expected format 1"));
}

TEST_F(LmdbStoreTest, ADamagedNamespaceIsRefusedAndOthersServe) {
  const std::string canary = "canary of the namespace two, which a disk has changed";
  {
    auto store = Open();
    ASSERT_TRUE(Put(**store->Open("one", true), "key", "value").ok());
    ASSERT_TRUE(Put(**store->Open("two", true), "key", canary).ok());
  }
  EXPECT_TRUE(Check(folder_)->damaged.empty());
  const fs::path path = fs::path(folder_) / "data.mdb";
  std::ifstream in(path);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  in.close();
  for (size_t at = 0; (at = text.find(canary, at)) != std::string::npos; ++at) text[at] = 'C';
  std::ofstream(path) << text;
  absl::StatusOr<FileCheck> check = Check(folder_);
  ASSERT_TRUE(check.ok()) << check.status();
  ASSERT_TRUE(check->damaged.contains("two"));
  EXPECT_EQ(check->damaged.size(), 1U);
  auto store = Open({.check = *check});
  const absl::Status refused = store->Open("two", true).status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_THAT(refused.message(), HasSubstr("the namespace \"two\""));
  auto one = *store->Open("one", false);
  EXPECT_EQ(Get(*one, "key"), "value");
  EXPECT_TRUE(Put(*one, "key", "new").ok());
}

TEST_F(LmdbStoreTest, ADamageThatNobodyHasCheckedIsFoundWhenItIsRead) {
  const std::string canary = "canary of a value, which a disk has changed";
  {
    auto store = Open();
    ASSERT_TRUE(Put(**store->Open("one", true), "key", canary).ok());
  }
  const fs::path path = fs::path(folder_) / "data.mdb";
  std::ifstream in(path);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  in.close();
  for (size_t at = 0; (at = text.find(canary, at)) != std::string::npos; ++at) text[at] = 'C';
  std::ofstream(path) << text;
  auto store = Open();
  EXPECT_THAT(Get(**store->Open("one", false), "key"), HasSubstr("DATA_LOSS"));
}

// Whatever is changed in a file, no value that is read is another one, and this process lives.
TEST_F(LmdbStoreTest, RandomDamageNeitherEndsTheProcessNorChangesAValue) {
  {
    auto store = Open();
    for (const char* id : {"one", "two"}) {
      auto opened = *store->Open(id, true);
      for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(Put(*opened, absl::StrCat("key", i),
                        std::string(i % 10 == 0 ? 50'000 : 200, static_cast<char>('a' + i % 26)))
                        .ok());
      }
    }
  }
  const fs::path path = fs::path(folder_) / "data.mdb";
  std::ifstream in(path);
  const std::string sound((std::istreambuf_iterator<char>(in)), {});
  in.close();
  std::mt19937 random(4);
  int refused = 0, read = 0;
  for (int round = 0; round < 60; ++round) {
    std::string text = sound;
    const size_t at = random() % text.size();
    if (round % 3 == 0) {
      text.resize(at);
    } else {
      const size_t count = round % 3 == 1 ? 1 : std::min<size_t>(512, text.size() - at);
      for (size_t i = 0; i < count; ++i) text[at + i] = static_cast<char>(random());
    }
    std::ofstream(path, std::ios::trunc) << text;
    absl::StatusOr<FileCheck> check = Check(folder_);
    if (!check.ok()) {
      EXPECT_TRUE(absl::IsDataLoss(check.status())) << check.status();
      ++refused;
      continue;
    }
    refused += !check->damaged.empty();
    auto store = LmdbStore::OpenFolder(folder_, {.check = *check});
    if (!store.ok()) continue;
    for (const char* id : {"one", "two"}) {
      auto opened = (*store)->Open(id, false);
      if (!opened.ok()) continue;
      for (int i = 0; i < 100; ++i) {
        const std::string value = Get(**opened, absl::StrCat("key", i));
        const bool is_same =
            value == std::string(i % 10 == 0 ? 50'000 : 200, static_cast<char>('a' + i % 26));
        // LMDB has two heads of a file; where the newer is damaged, the one before it is read.
        EXPECT_TRUE(is_same || value == "(none)")
            << round << " " << i << " " << value.substr(0, 80);
        ++read;
      }
    }
  }
  EXPECT_GT(refused, 10);
  EXPECT_GT(read, 1'000);
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

// In a child with a small disk of its own, which fills and gets space again.
TEST_F(LmdbStoreTest, AFullDiskRefusesWritesAndNothingElse) {
  const auto fill = [this]() -> int {
    if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return 100;
    if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 101;
    if (mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=8m") != 0) return 102;
    auto store = LmdbStore::OpenFolder(folder_, {});
    if (!store.ok()) return 1;
    auto one = *(*store)->Open("one", true);
    if (!Put(*one, "kept", "value").ok()) return 2;
    absl::Status status;
    int written = 0;
    while (status.ok() && written < 100) {
      status = Put(*one, absl::StrCat(written), std::string(200'000, 'v'));
      written += status.ok();
    }
    if (!absl::IsResourceExhausted(status)) return 3;
    if (status.message().find("No space left on device") == std::string::npos) return 4;
    if (written < 10 || written == 100) return 5;
    if (Get(*one, "kept") != "value" || Get(*one, "0").size() != 200'000) return 6;
    if (Get(*one, absl::StrCat(written)) != "(none)") return 7;
    if (mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, "size=16m") != 0) return 103;
    if (!Put(*one, "more", std::string(200'000, 'v')).ok()) return 8;
    if (Get(*one, "more").size() != 200'000) return 9;
    return 0;
  };
  const pid_t child = fork();
  if (child == 0) _exit(fill());
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status)) << status;
  if (WEXITSTATUS(status) >= 100) GTEST_SKIP() << "no mounts here: " << WEXITSTATUS(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

// What was told to be written is there, whole, when the process that wrote it was killed.
TEST_F(LmdbStoreTest, KillLosesNothingThatWasAcknowledged) {
  const char* rounds_text = getenv("ATOLL_KILL_ROUNDS");
  const int rounds = rounds_text != nullptr ? atoi(rounds_text) : 5;
  std::mt19937 random(5);
  std::vector<int> acknowledged(8, -1);  // by key: the last value
  for (int round = 0; round < rounds; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      auto store = LmdbStore::OpenFolder(folder_, {});
      if (!store.ok()) _exit(1);
      auto one = *(*store)->Open("one", true);
      for (int i = 0;; ++i) {
        const int value = round * 1'000'000 + i;
        const std::string text = absl::StrCat(value, ":");
        std::vector<Write> writes;
        writes.push_back({absl::StrCat("key", i % 8),
                          base::Bytes(text + std::string(i % 3 == 0 ? 90'000 : 500,
                                                         static_cast<char>('a' + value % 26)))});
        one->Apply(std::move(writes), [&, value, key = i % 8](absl::Status status) {
          const int told[2] = {key, value};
          if (status.ok() && write(ends[1], told, sizeof told) < 0) _exit(2);
        });
        if (i % 4 == 0) usleep(500);
      }
    }
    close(ends[1]);
    usleep(20'000 + random() % 60'000);
    kill(child, SIGKILL);
    int told[2];
    while (read(ends[0], told, sizeof told) == static_cast<ssize_t>(sizeof told)) {
      acknowledged[static_cast<size_t>(told[0])] = told[1];
    }
    close(ends[0]);
    waitpid(child, nullptr, 0);
    absl::StatusOr<FileCheck> check = Check(folder_);
    ASSERT_TRUE(check.ok()) << check.status();
    ASSERT_TRUE(check->damaged.empty());
    auto store = Open();
    auto opened = store->Open("one", true);
    ASSERT_TRUE(opened.ok()) << opened.status();
    for (size_t key = 0; key < acknowledged.size(); ++key) {
      if (acknowledged[key] < 0) continue;
      const std::string value = Get(**opened, absl::StrCat("key", key));
      const int found = atoi(value.c_str());
      // A later one may be there that nobody was told of.
      ASSERT_GE(found, acknowledged[key]) << value.substr(0, 80);
      const size_t head = value.find(':') + 1;
      const size_t expected = (found % 1'000'000) % 3 == 0 ? 90'000 : 500;
      ASSERT_EQ(value.size() - head, expected);
      ASSERT_EQ(value.find_first_not_of(static_cast<char>('a' + found % 26), head), value.npos);
      acknowledged[key] = found;
    }
  }
}

}  // namespace
}  // namespace store
