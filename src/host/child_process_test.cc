#include "src/host/child_process.h"

#include <gtest/gtest.h>

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
