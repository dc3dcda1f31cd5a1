#pragma once

// What the tests of a store on disk share.

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "src/store/lmdb_check.h"
#include "src/store/lmdb_store.h"

namespace store {

class LmdbStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = absl::StrCat(testing::TempDir(), "/lmdbXXXXXX");
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<LmdbStore> Open(LmdbStore::Options options = {}) {
    auto store = LmdbStore::OpenFolder(folder_, std::move(options));
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }

  std::string folder_;
};

inline absl::Status Put(Namespace& to, std::string key, std::string value, int64_t expiration = 0) {
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

inline std::string Get(Namespace& from, std::string_view key) {
  absl::StatusOr<std::optional<Found>> found = from.Get(key, 0);
  if (!found.ok()) return found.status().ToString();
  if (!found->has_value()) return "(none)";
  absl::StatusOr<base::Bytes> whole = ReadAll(*std::move(*found));
  return whole.ok() ? std::string(whole->view()) : whole.status().ToString();
}

// Runs ReadWholeFile in a child of this process.
inline absl::StatusOr<FileCheck> Check(const std::string& folder) {
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

}  // namespace store
