#include "src/host/local_secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/host/test_folder.h"

namespace host {
namespace {

using ::testing::Contains;

DotenvVariables Read(const TestFolder& folder, std::string_view environment = "",
                     const std::vector<std::string>& given = {}) {
  absl::StatusOr<LocalSecrets> secrets = ReadLocalSecrets(folder.path(), environment, given);
  EXPECT_TRUE(secrets.ok()) << secrets.status();
  return secrets.ok() ? secrets->variables : DotenvVariables();
}

TEST(LocalSecrets, NothingIsThere) {
  TestFolder folder;
  EXPECT_TRUE(Read(folder).empty());
  EXPECT_THAT(ReadLocalSecrets(folder.path(), "", {})->files,
              Contains(folder.path() / ".dev.vars"));
}

TEST(LocalSecrets, MergesEnvFiles) {
  TestFolder folder;
  folder.Write(".env", "A=1\nB=1\nC=1\nD=1");
  folder.Write(".env.local", "B=2\nC=2\nD=2");
  folder.Write(".env.staging", "C=3\nD=3");
  folder.Write(".env.staging.local", "D=4\nE=4");
  EXPECT_EQ(Read(folder), (DotenvVariables{{"A", "1"}, {"B", "2"}, {"C", "2"}, {"D", "2"}}));
  EXPECT_EQ(Read(folder, "staging"),
            (DotenvVariables{{"A", "1"}, {"B", "2"}, {"C", "3"}, {"D", "4"}, {"E", "4"}}));
}

TEST(LocalSecrets, DevVarsTakeTheirPlace) {
  TestFolder folder;
  folder.Write(".env", "A=env");
  folder.Write(".dev.vars", "A=dev");
  folder.Write(".dev.vars.staging", "B=staging");
  EXPECT_EQ(Read(folder), (DotenvVariables{{"A", "dev"}}));
  EXPECT_EQ(Read(folder, "staging"), (DotenvVariables{{"B", "staging"}}));
  EXPECT_EQ(Read(folder, "other"), (DotenvVariables{{"A", "dev"}}));
}

TEST(LocalSecrets, AFolderIsNoFileOfSecrets) {
  TestFolder folder;
  folder.Write(".env/bin/python", "");
  folder.Write(".env.local", "A=1");
  EXPECT_EQ(Read(folder), (DotenvVariables{{"A", "1"}}));
  EXPECT_FALSE(ReadLocalSecrets(folder.path(), "", {(folder.path() / ".env").string()}).ok());
}

TEST(LocalSecrets, FilesThatAreNamedTakeThePlaceOfAll) {
  TestFolder folder;
  folder.Write(".dev.vars", "A=dev");
  folder.Write("one", "A=1\nB=1");
  folder.Write("two", "B=2");
  EXPECT_EQ(Read(folder, "", {(folder.path() / "one").string(), (folder.path() / "two").string()}),
            (DotenvVariables{{"A", "1"}, {"B", "2"}}));
  const std::string none = (folder.path() / "none").string();
  EXPECT_EQ(ReadLocalSecrets(folder.path(), "", {none}).status().message(),
            none + ": no such file");
}

}  // namespace
}  // namespace host
