#include "src/host/dev_spawner.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <thread>

namespace host {
namespace {

// A shell that says its own number and that of a process it has left behind, then waits.
constexpr const char* kScript = "sleep 600 & echo $$ $! >&2; wait";

class DevSpawnerTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(pipe2(ends_, O_CLOEXEC), 0); }
  ~DevSpawnerTest() override {
    close(ends_[0]);
    if (ends_[1] >= 0) close(ends_[1]);
  }

  std::unique_ptr<Child> Start(const std::string& script) {
    auto child = spawner_.Spawn({"/bin/sh", "-c", script}, "/", -1, -1, ends_[1]);
    EXPECT_TRUE(child.ok()) << child.status();
    return child.ok() ? *std::move(child) : nullptr;
  }
  std::string ReadLine() {
    std::string line;
    for (char c = 0; read(ends_[0], &c, 1) == 1 && c != '\n';) line += c;
    return line;
  }
  // Waits until nobody has the other end of the pipe any more.
  void WaitUntilAllAreGone() {
    close(ends_[1]);
    ends_[1] = -1;
    char rest[64];
    while (read(ends_[0], rest, sizeof(rest)) > 0) {
    }
  }

  DevSpawner spawner_;
  int ends_[2];
};

TEST_F(DevSpawnerTest, TellsHowAProgramEnds) {
  auto child = Start("pwd >&2; exit 3");
  EXPECT_EQ(ReadLine(), "/");
  const absl::StatusOr<int> status = child->Wait();
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(WEXITSTATUS(*status), 3);
}

TEST_F(DevSpawnerTest, NamesAProgramThatIsNotThere) {
  auto child = spawner_.Spawn({"/none/program"}, "/", -1, -1, ends_[1]);
  EXPECT_EQ(child.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(child.status().message().find("/none/program"), std::string::npos);
}

TEST_F(DevSpawnerTest, LeavesNothingOfAProgramThatIsKilled) {
  auto child = Start(kScript);
  EXPECT_NE(ReadLine(), "");
  child->Kill();
  EXPECT_TRUE(child->Wait().ok());
  WaitUntilAllAreGone();
}

TEST_F(DevSpawnerTest, LeavesNothingOfAProgramThatHasEnded) {
  auto child = Start("sleep 600 & echo x >&2");
  EXPECT_EQ(ReadLine(), "x");
  EXPECT_TRUE(child->Wait().ok());
  WaitUntilAllAreGone();
}

TEST_F(DevSpawnerTest, EndsAllAndStartsNothingMore) {
  auto child = Start(kScript);
  EXPECT_NE(ReadLine(), "");
  spawner_.Close();
  EXPECT_TRUE(child->Wait().ok());
  EXPECT_TRUE(absl::IsCancelled(spawner_.Spawn({"/bin/true"}, "/", -1, -1, ends_[1]).status()));
  WaitUntilAllAreGone();
}

TEST_F(DevSpawnerTest, AProgramGoesWithTheThreadThatHasStartedIt) {
  std::unique_ptr<Child> child;
  std::thread([&] {
    child = Start("echo x >&2; exec sleep 600");
    EXPECT_EQ(ReadLine(), "x");
  }).join();
  EXPECT_TRUE(child->Wait().ok());
  WaitUntilAllAreGone();
}

}  // namespace
}  // namespace host
