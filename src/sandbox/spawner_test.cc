#include "src/sandbox/spawner.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <thread>
#include <vector>

namespace sandbox {
namespace {

using Kind = ArgumentRule::Kind;

// A pipe, and what was written to it once nobody can any more.
class Pipe {
 public:
  Pipe() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    from_ = Descriptor(ends[0]);
    to_ = Descriptor(ends[1]);
  }
  int to() const { return to_.get(); }
  std::string ReadAll() {
    to_ = Descriptor();
    std::string text;
    char buffer[256];
    for (ssize_t count = 0; (count = read(from_.get(), buffer, sizeof(buffer))) > 0;) {
      text.append(buffer, static_cast<size_t>(count));
    }
    return text;
  }

 private:
  Descriptor from_;
  Descriptor to_;
};

class SpawnerTest : public testing::Test {
 protected:
  void SetUp() override { spawner_ = Start({}); }

  std::unique_ptr<Spawner> Start(absl::AnyInvocable<absl::Status()> prepare) {
    Spawner::Options options;
    options.programs = {
        {"/bin/sh",
         {"-c"},
         {{Kind::kWord, "echo out; echo error >&2; pwd >&2; exit 3"},
          {Kind::kWord, "kill -9 $$"},
          {Kind::kWord, "cat >&2"},
          {Kind::kWord, "ls /proc/self/fd | wc -l >&2"},
          {Kind::kWord, "echo $$ >&2; exec sleep 600"}},
         {"/"}},
        {"/nowhere/x", {}, {}, {}},
    };
    options.prepare = std::move(prepare);
    absl::StatusOr<std::unique_ptr<Spawner>> spawner = Spawner::Start(std::move(options));
    EXPECT_TRUE(spawner.ok()) << spawner.status();
    return spawner.ok() ? *std::move(spawner) : nullptr;
  }

  // Runs the shell's command to its end; what it wrote to its standard error.
  std::string Run(const std::string& command, int& status, int input = -1, int output = -1) {
    Pipe error;
    auto program = spawner_->Spawn({"/bin/sh", "-c", command}, "/", input, output, error.to());
    EXPECT_TRUE(program.ok()) << program.status();
    if (!program.ok()) return "";
    std::string text = error.ReadAll();
    absl::StatusOr<int> ended = (*program)->Wait();
    EXPECT_TRUE(ended.ok()) << ended.status();
    status = ended.value_or(-1);
    return text;
  }

  std::unique_ptr<Spawner> spawner_;
};

TEST_F(SpawnerTest, TellsStatusAndErrors) {
  int status = 0;
  EXPECT_EQ(Run("echo out; echo error >&2; pwd >&2; exit 3", status), "error\n/\n");
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 3);
  Run("kill -9 $$", status);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
}

TEST_F(SpawnerTest, GivesInputAndOutput) {
  Pipe input;
  ASSERT_EQ(write(input.to(), "word", 4), 4);
  Pipe output;
  int status = 0;
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  ASSERT_EQ(write(ends[1], "word", 4), 4);
  close(ends[1]);
  EXPECT_EQ(Run("cat >&2", status, ends[0]), "word");
  close(ends[0]);
  Run("echo out; echo error >&2; pwd >&2; exit 3", status, -1, output.to());
  EXPECT_EQ(output.ReadAll(), "out\n");
}

// The first three, and the folder that ls reads.
TEST_F(SpawnerTest, GivesNothingElse) {
  int status = 0;
  EXPECT_EQ(std::stoi(Run("ls /proc/self/fd | wc -l >&2", status)), 4);
}

TEST_F(SpawnerTest, RefusesWhatNoRuleAllows) {
  Pipe error;
  const auto program = spawner_->Spawn({"/bin/sh", "-c", "id"}, "/", -1, -1, error.to());
  EXPECT_EQ(program.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(program.status().message(), "/bin/sh: may not be started with \"id\"");
}

TEST_F(SpawnerTest, NamesAProgramThatIsNotThere) {
  Pipe error;
  const auto program = spawner_->Spawn({"/nowhere/x"}, "/", -1, -1, error.to());
  EXPECT_EQ(program.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(program.status().message().find("/nowhere/x: cannot be started"), std::string::npos);
}

TEST_F(SpawnerTest, KillsOnRequestAndWhenNobodyWantsIt) {
  const std::string sleeps = "echo $$ >&2; exec sleep 600";
  Pipe one;
  auto killed = spawner_->Spawn({"/bin/sh", "-c", sleeps}, "/", -1, -1, one.to());
  ASSERT_TRUE(killed.ok()) << killed.status();
  (*killed)->Kill();
  absl::StatusOr<int> status = (*killed)->Wait();
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_TRUE(WIFSIGNALED(*status));

  Pipe two;
  auto dropped = spawner_->Spawn({"/bin/sh", "-c", sleeps}, "/", -1, -1, two.to());
  ASSERT_TRUE(dropped.ok()) << dropped.status();
  dropped->reset();
  // Its standard error is closed only when it ends.
  two.ReadAll();
}

TEST_F(SpawnerTest, EndsWithItsPrograms) {
  Pipe error;
  auto program =
      spawner_->Spawn({"/bin/sh", "-c", "echo $$ >&2; exec sleep 600"}, "/", -1, -1, error.to());
  ASSERT_TRUE(program.ok()) << program.status();
  const pid_t process = spawner_->process();
  spawner_.reset();
  error.ReadAll();
  EXPECT_EQ(kill(process, 0), -1);
  EXPECT_EQ(errno, ESRCH);
  EXPECT_EQ((*program)->Wait().status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(SpawnerTest, ServesManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([this] {
      for (int round = 0; round < 5; ++round) {
        int status = 0;
        EXPECT_EQ(Run("echo out; echo error >&2; pwd >&2; exit 3", status), "error\n/\n");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(SpawnerTest, TellsThatItCannotBegin) {
  Spawner::Options options;
  options.prepare = [] { return absl::InternalError("no"); };
  const auto spawner = Spawner::Start(std::move(options));
  EXPECT_EQ(spawner.status().message(), "no");
}

}  // namespace
}  // namespace sandbox
