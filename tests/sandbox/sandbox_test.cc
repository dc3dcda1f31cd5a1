// Enters the sandbox as `atoll serve` does and tries what it must refuse, and what must work.

#include "src/sandbox/sandbox.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "src/sandbox/system_files.h"
#include "tests/sandbox/escape.h"

namespace {

namespace fs = std::filesystem;

// A process for a test that enters the sandbox: what the body says, and how it ended.
struct Ending {
  int status = 0;
  std::string said;
};

Ending RunApart(const std::function<std::string()>& body) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    const std::string said = body();
    (void)!write(ends[1], said.data(), said.size());
    _exit(0);
  }
  close(ends[1]);
  Ending ending;
  char buffer[4096];
  for (ssize_t count = 0; (count = read(ends[0], buffer, sizeof(buffer))) > 0;) {
    ending.said.append(buffer, static_cast<size_t>(count));
  }
  close(ends[0]);
  waitpid(child, &ending.status, 0);
  return ending;
}

class Sandbox : public testing::Test {
 protected:
  void SetUp() override {
    // Where another user may go, too.
    char pattern[] = "/tmp/sandbox-XXXXXX";
    ASSERT_NE(mkdtemp(pattern), nullptr);
    folder_ = pattern;
    fs::permissions(folder_, fs::perms(0755));
    fs::create_directories(folder_ / "inside");
    fs::create_directories(folder_ / "outside");
    std::ofstream(folder_ / "outside/there") << "there";
    outside_ = folder_ / "outside";
    inside_ = folder_ / "inside";
    places_.outside = outside_.c_str();
    places_.inside = inside_.c_str();
    places_.stranger = getpid();
  }
  void TearDown() override { fs::remove_all(folder_); }

  sandbox::SandboxOptions Options() const {
    sandbox::SandboxOptions options;
    options.files.readable = sandbox::SystemFiles();
    options.files.writable = {inside_};
    options.files.devices = sandbox::HarmlessDevices();
    return options;
  }

  // Enters and does `body`.
  Ending RunInside(const sandbox::SandboxOptions& options,
                   const std::function<std::string()>& body) const {
    return RunApart([&]() -> std::string {
      sandbox::InForce in_force;
      absl::Status status = sandbox::EnterSandbox(options, in_force);
      if (status.ok()) status = sandbox::FinishSandbox(options, in_force);
      if (!status.ok()) return absl::StrCat("not entered: ", status.message());
      for (const std::string& missing : in_force.missing) {
        if (options.guard == sandbox::FileGuard::kAuto) return "missing " + missing;
      }
      return body();
    });
  }

  fs::path folder_;
  std::string outside_;
  std::string inside_;
  escape::Places places_;
};

bool IsRefused(int error) { return error == EPERM || error == EACCES || error == ENOSYS; }

std::string Try(const escape::Attempt* attempts, int count, const escape::Places& places,
                bool refused) {
  std::string wrong;
  for (int i = 0; i < count; ++i) {
    const int error = attempts[i].run(places);
    if (refused ? !IsRefused(error) : error != 0) {
      absl::StrAppend(&wrong, attempts[i].name, ": ", error == 0 ? "done" : strerror(error), "\n");
    }
  }
  return wrong;
}

// What a sanitizer's build allows besides.
bool AllowsMore() { return sandbox::IsSanitized(); }

TEST_F(Sandbox, RefusesWhatAServerDoesNotNeed) {
  if (AllowsMore()) GTEST_SKIP() << "a sanitizer needs some of these calls at its end";
  ASSERT_GE(escape::kForbiddenCount, 60);
  const Ending ending = RunInside(Options(), [this] {
    return Try(escape::kForbidden, escape::kForbiddenCount, places_, /*refused=*/true);
  });
  EXPECT_EQ(ending.said, "");
  EXPECT_EQ(ending.status, 0);
  EXPECT_TRUE(fs::exists(folder_ / "outside/there"));
}

TEST_F(Sandbox, RefusesItToThreads) {
  if (AllowsMore()) GTEST_SKIP() << "a sanitizer needs some of these calls at its end";
  const Ending ending = RunInside(Options(), [this] {
    std::string wrong;
    std::thread([&] {
      wrong = Try(escape::kForbidden, escape::kForbiddenCount, places_, /*refused=*/true);
    }).join();
    return wrong;
  });
  EXPECT_EQ(ending.said, "");
  EXPECT_EQ(ending.status, 0);
}

TEST_F(Sandbox, AllowsWhatAServerNeeds) {
  const Ending ending = RunInside(Options(), [this] {
    return Try(escape::kNeeded, escape::kNeededCount, places_, /*refused=*/false);
  });
  EXPECT_EQ(ending.said, "");
  EXPECT_EQ(ending.status, 0);
}

// What the attempts try is possible without a sandbox: a test that cannot fail shows nothing.
TEST_F(Sandbox, IsWhatRefuses) {
  const Ending ending = RunApart([this]() -> std::string {
    std::string done;
    for (int i = 0; i < escape::kForbiddenCount; ++i) {
      const std::string name = escape::kForbidden[i].name;
      // Those that leave the process as it is.
      if (name != "fork" && name != "kill a stranger" && name != "open a file outside to write" &&
          name != "make a file outside" && name != "read a file outside" && name != "symlink" &&
          name != "read a stranger's environment" && name != "chmod") {
        continue;
      }
      if (escape::kForbidden[i].run(places_) != 0) absl::StrAppend(&done, name, "\n");
    }
    return done;
  });
  EXPECT_EQ(ending.said, "");
}

TEST_F(Sandbox, AbortsWithAMessage) {
  const Ending ending = RunInside(Options(), []() -> std::string {
    signal(SIGABRT, SIG_DFL);
    abort();
  });
  ASSERT_TRUE(WIFSIGNALED(ending.status)) << ending.said;
  EXPECT_EQ(WTERMSIG(ending.status), SIGABRT);
}

TEST_F(Sandbox, IsNotDumpableUnlessAskedTo) {
  for (bool dumpable : {false, true}) {
    sandbox::SandboxOptions options = Options();
    options.dumpable = dumpable;
    const Ending ending = RunInside(options, [] { return absl::StrCat(prctl(PR_GET_DUMPABLE)); });
    EXPECT_EQ(ending.said, dumpable ? "1" : "0");
  }
}

TEST_F(Sandbox, LeavesFilesAloneWhenTold) {
  sandbox::SandboxOptions options = Options();
  options.guard = sandbox::FileGuard::kNone;
  const Ending ending = RunInside(options, [this]() -> std::string {
    return std::ofstream(outside_ + "/new") ? "written" : "refused";
  });
  EXPECT_EQ(ending.said, "written");
}

TEST_F(Sandbox, MountsAreReadOnlyWhereThereIsNoLandlock) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may make a namespace of mounts";
  sandbox::SandboxOptions options = Options();
  options.guard = sandbox::FileGuard::kMounts;
  const Ending ending = RunApart([&]() -> std::string {
    sandbox::InForce in_force;
    if (!sandbox::EnterSandbox(options, in_force).ok()) return "not entered";
    if (!in_force.missing.empty()) return "missing " + in_force.missing.front();
    std::string said = std::ofstream(inside_ + "/new") ? "inside " : "";
    return said + (std::ofstream(outside_ + "/new") ? "outside" : strerror(errno));
  });
  if (ending.said.find("missing") != std::string::npos) {
    GTEST_SKIP() << "this machine lets nobody mount: " << ending.said;
  }
  EXPECT_EQ(ending.said, "inside Read-only file system");
  EXPECT_TRUE(fs::exists(folder_ / "inside/new"));
}

TEST_F(Sandbox, BecomesAUserForEver) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may become somebody else";
  for (bool later : {false, true}) {
    sandbox::SandboxOptions options = Options();
    options.user = sandbox::User{65'534, 65'534, "nobody"};
    options.user_later = later;
    ASSERT_TRUE(sandbox::HandOver(inside_, *options.user).ok());
    const Ending ending = RunApart([&]() -> std::string {
      sandbox::InForce in_force;
      if (!sandbox::EnterSandbox(options, in_force).ok()) return "not entered";
      std::string said;
      // A thread that is there when the user changes.
      std::thread([&] {
        std::ofstream(inside_ + "/before") << "x";
        if (!sandbox::FinishSandbox(options, in_force).ok()) said = "not finished";
      }).join();
      std::ofstream(inside_ + "/after") << "x";
      return absl::StrCat(said, geteuid(), " ", getuid(), " ", getegid());
    });
    EXPECT_EQ(ending.said, "65534 65534 65534") << later;
    for (const char* name : {"before", "after"}) {
      struct stat about;
      ASSERT_EQ(stat(absl::StrCat(inside_, "/", name).c_str(), &about), 0);
      EXPECT_EQ(about.st_uid, 65'534U) << name;
    }
  }
}

}  // namespace
