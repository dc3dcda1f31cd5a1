// What a store on disk keeps when its process is killed, and when the disk is full.

#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "src/store/lmdb_fixture.h"

namespace store {
namespace {

using LmdbEnduranceTest = LmdbStoreTest;

// In a child with a small disk of its own, which fills and gets space again.
TEST_F(LmdbEnduranceTest, AFullDiskRefusesWritesAndNothingElse) {
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
    const std::string value(200'000, 'v');
    const auto has_all = [&](Namespace& space) {
      for (int i = 0; i < written; ++i) {
        if (Get(space, absl::StrCat(i)) != value) return false;
      }
      return Get(space, "kept") == "value" && Get(space, absl::StrCat(written)) == "(none)";
    };
    if (!has_all(*one)) return 6;
    for (int i = 0; i < 10; ++i) {
      if (!absl::IsResourceExhausted(Put(*one, "refused", value))) return 7;
    }
    if (mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, "size=16m") != 0) return 103;
    if (!Put(*one, "more", value).ok() || Get(*one, "more") != value || !has_all(*one)) return 8;
    one = nullptr;
    *store = nullptr;
    store = LmdbStore::OpenFolder(folder_, {});
    if (!store.ok()) return 9;
    one = *(*store)->Open("one", false);
    if (Get(*one, "more") != value || !has_all(*one)) return 10;
    dprintf(STDOUT_FILENO, "%d values before the disk was full (%s), all there after it\n", written,
            std::string(status.message()).c_str());
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
TEST_F(LmdbEnduranceTest, KillLosesNothingThatWasAcknowledged) {
  const char* rounds_text = getenv("ATOLL_KILL_ROUNDS");
  const int rounds = rounds_text != nullptr ? atoi(rounds_text) : 5;
  std::mt19937 random(5);
  std::vector<int> acknowledged(8, -1);  // by key: the last value
  int all_acknowledged = 0;
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
      ++all_acknowledged;
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
  EXPECT_GT(all_acknowledged, rounds);
  printf("%d rounds, %d writes acknowledged, none lost or torn\n", rounds, all_acknowledged);
}

}  // namespace
}  // namespace store
