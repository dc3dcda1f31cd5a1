#include "src/host/child_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace host {
namespace {

TEST(RunProcess, TellsStatusAndErrors) {
  absl::StatusOr<ProcessResult> result =
      RunProcess({"/bin/sh", "-c", "echo out; pwd >&2; read x; exit 3"}, "/", 60'000);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->exit_code, 3);
  EXPECT_EQ(result->output, "/\n");
}

TEST(RunProcess, TellsTheSignal) {
  EXPECT_EQ(RunProcess({"/bin/sh", "-c", "kill -9 $$"}, "/", 60'000)->exit_code, 128 + 9);
}

TEST(RunProcess, EndsWhatTakesTooLong) {
  EXPECT_EQ(RunProcess({"/bin/sleep", "600"}, "/", 50).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST(RunProcess, EndsWhatIsToBe) {
  std::atomic<bool> stop = false;
  std::thread stopper([&stop] { stop = true; });
  EXPECT_EQ(RunProcess({"/bin/sleep", "600"}, "/", 60'000, {.stop = &stop}).status().code(),
            absl::StatusCode::kCancelled);
  stopper.join();
}

TEST(RunProcess, HasItsInputAndOutput) {
  int in[2];
  int out[2];
  ASSERT_EQ(pipe2(in, O_CLOEXEC), 0);
  ASSERT_EQ(pipe2(out, O_CLOEXEC), 0);
  ASSERT_EQ(write(in[1], "word", 4), 4);
  close(in[1]);
  EXPECT_EQ(RunProcess({"/bin/cat"}, "/", 60'000, {.input = in[0], .output = out[1]})->exit_code,
            0);
  char text[8] = {};
  EXPECT_EQ(read(out[0], text, sizeof(text)), 4);
  EXPECT_STREQ(text, "word");
  for (int end : {in[0], out[0], out[1]}) close(end);
}

TEST(RunProcess, KeepsAMegabyteOfOutput) {
  absl::StatusOr<ProcessResult> result =
      RunProcess({"/bin/sh", "-c", "head -c 3000000 /dev/zero >&2"}, "/", 60'000);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->output.size(), size_t{1} << 20);
}

TEST(RunProcess, NamesAProgramThatIsNotThere) {
  absl::StatusOr<ProcessResult> result = RunProcess({"/nowhere/x"}, "/", 60'000);
  EXPECT_EQ(result.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(result.status().message().find("/nowhere/x: cannot be started"), std::string::npos);
}

}  // namespace
}  // namespace host
