#include "src/loop/child.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

#include "gtest/gtest.h"
#include "src/loop/message_socket.h"

namespace loop {
namespace {

class ChildTest : public ::testing::Test {
 protected:
  Child::OnEnd Note() {
    return [this](int status) { status_ = status; };
  }
  int WaitStatus() {
    while (!status_) loop_.RunOnce(Wait::kYes);
    return *status_;
  }

  Loop loop_;
  std::optional<int> status_;
};

TEST_F(ChildTest, TellsHowItEnded) {
  auto child =
      Child::Start(loop_, {.path = "/bin/sh", .arguments = {"sh", "-c", "exit 7"}}, Note());
  ASSERT_TRUE(child.ok()) << child.status();
  EXPECT_GT((*child)->pid(), 0);
  const int status = WaitStatus();
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
  (*child)->Signal(SIGKILL);  // goes nowhere
  EXPECT_EQ((*child)->pid(), -1);
}

TEST_F(ChildTest, IsEndedByASignal) {
  auto child =
      Child::Start(loop_, {.path = "/bin/sh", .arguments = {"sh", "-c", "sleep 600"}}, Note());
  ASSERT_TRUE(child.ok()) << child.status();
  (*child)->Signal(SIGKILL);
  const int status = WaitStatus();
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
}

TEST_F(ChildTest, StartsWithTheDefaultsOfSignals) {
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigprocmask(SIG_BLOCK, &blocked, &before);
  auto child = Child::Start(
      loop_, {.path = "/bin/sh", .arguments = {"sh", "-c", "kill -TERM $$; exit 1"}}, Note());
  sigprocmask(SIG_SETMASK, &before, nullptr);
  ASSERT_TRUE(child.ok()) << child.status();
  const int status = WaitStatus();
  EXPECT_TRUE(WIFSIGNALED(status));
}

TEST_F(ChildTest, HasTheDescriptorThatItIsGiven) {
  auto ends = MessageSocket::Pair();
  ASSERT_TRUE(ends.ok());
  std::string heard;
  bool closed = false;
  MessageSocket socket(
      loop_, std::move(ends->first),
      [&](std::string_view message, std::vector<Descriptor>) { heard = message; },
      [&] { closed = true; });
  Program program{.path = "/bin/sh", .arguments = {"sh", "-c", "printf hello >&3"}};
  program.given = ends->second.get();
  auto child = Child::Start(loop_, program, Note());
  ASSERT_TRUE(child.ok()) << child.status();
  ends->second = Descriptor();
  while (!closed) loop_.RunOnce(Wait::kYes);
  EXPECT_EQ(heard, "hello");
  EXPECT_EQ(WaitStatus(), 0);
}

TEST_F(ChildTest, AdoptsWhatHasEndedAlready) {
  pid_t pid = -1;
  char name[] = "true";
  char* const arguments[] = {name, nullptr};
  ASSERT_EQ(posix_spawn(&pid, "/bin/true", nullptr, nullptr, arguments, environ), 0);
  siginfo_t info = {};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT), 0);
  auto child = Child::Adopt(loop_, pid, Note());
  ASSERT_TRUE(child.ok()) << child.status();
  EXPECT_EQ(WaitStatus(), 0);
}

TEST_F(ChildTest, AProgramThatIsNotThere) {
  auto child = Child::Start(loop_, {.path = "/no/such/program", .arguments = {"x"}}, Note());
  ASSERT_FALSE(child.ok());
  EXPECT_NE(child.status().message().find("/no/such/program"), std::string::npos);
}

TEST_F(ChildTest, MayBeDestroyedWhenItEnds) {
  std::unique_ptr<Child> child;
  bool over = false;
  auto started = Child::Start(loop_, {.path = "/bin/true", .arguments = {"true"}}, [&](int) {
    child = nullptr;
    over = true;
  });
  ASSERT_TRUE(started.ok()) << started.status();
  child = *std::move(started);
  while (!over) loop_.RunOnce(Wait::kYes);
}

}  // namespace
}  // namespace loop
