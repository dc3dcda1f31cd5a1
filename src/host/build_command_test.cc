#include "src/host/build_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/host/test_folder.h"

namespace host {
namespace {

using ::testing::UnorderedElementsAre;

TEST(BuildCommand, RunsInItsFolderAndTellsWhatItSaid) {
  TestFolder folder;
  folder.Write("app/in.txt", "text");
  folder.Write("node_modules/.bin/tool", "#!/bin/sh\necho tool: $1\n");
  std::filesystem::permissions(folder.path() / "node_modules/.bin/tool",
                               std::filesystem::perms::owner_all);
  BuildCommand build;
  build.command = "cat in.txt > out.txt && tool 'a b' && echo problem >&2";
  build.cwd = "app";
  const absl::StatusOr<std::string> output = RunBuildCommand(build, folder.path(), nullptr);
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(*output, "tool: a b\nproblem\n");
  EXPECT_EQ(*ReadFile(folder.path() / "app/out.txt", "out", 100), "text");
}

TEST(BuildCommand, TellsHowItFailed) {
  TestFolder folder;
  BuildCommand build;
  build.command = "echo no such thing; exit 3";
  EXPECT_EQ(RunBuildCommand(build, folder.path(), nullptr).status().message(),
            "\"build.command\", echo no such thing; exit 3: ended with status 3; expected 0\n"
            "no such thing");
}

TEST(BuildCommand, WatchesWhatItReads) {
  TestFolder folder;
  folder.Write("src/a.js", "");
  folder.Write("src/b/c.js", "");
  folder.Write("src/node_modules/d.js", "");
  folder.Write("src/.git/e", "");
  folder.Write("dist/f.js", "");
  const std::filesystem::path src = folder.path() / "src";
  EXPECT_THAT(WatchedBy(BuildCommand(), folder.path()),
              UnorderedElementsAre(src, src / "a.js", src / "b", src / "b/c.js"));
}

}  // namespace
}  // namespace host
