#include "src/cli/init.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_replace.h"
#include "src/host/files.h"
#include "src/host/jsonc.h"
#include "src/host/test_folder.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kDay = 1'709'208'000;  // 2024-02-29, at noon

InitCommand Into(const fs::path& folder, bool javascript = false) {
  return {folder.string(), javascript};
}

std::string Read(const fs::path& path) {
  return host::ReadFile(path, path.string(), 1 << 20).value_or("none");
}

TEST(Init, WritesAProjectInTypeScript) {
  host::TestFolder folder;
  const fs::path project = folder.path() / "deep" / "My Shop";
  const std::string next = WriteProject(Into(project), kDay).value();
  EXPECT_NE(next.find("cd '" + project.string() + "'\n  atoll dev\n"), std::string::npos) << next;
  const std::string config = Read(project / "wrangler.jsonc");
  EXPECT_NE(config.find("\"name\": \"my-shop\""), std::string::npos) << config;
  EXPECT_NE(config.find("\"compatibility_date\": \"2024-02-29\""), std::string::npos) << config;
  EXPECT_NE(Read(project / "worker-configuration.d.ts").find("GREETING: \"Hello\""),
            std::string::npos);
  for (const char* file : {"src/index.ts", "package.json", "tsconfig.json", ".gitignore"}) {
    EXPECT_NE(Read(project / file), "none") << file;
    EXPECT_NE(next.find(file), std::string::npos) << file;
  }
}

TEST(Init, WritesAProjectInJavaScript) {
  host::TestFolder folder;
  const std::string next = WriteProject(Into(folder.path(), true), kDay).value();
  EXPECT_NE(Read(folder.path() / "src/index.js"), "none");
  EXPECT_EQ(Read(folder.path() / "tsconfig.json"), "none");
  EXPECT_EQ(next.find("npm"), std::string::npos) << next;
}

TEST(Init, WhatIsCommentedOutFitsIn) {
  for (const bool javascript : {false, true}) {
    host::TestFolder folder;
    ASSERT_TRUE(WriteProject(Into(folder.path(), javascript), kDay).ok());
    const std::string config =
        absl::StrReplaceAll(Read(folder.path() / "wrangler.jsonc"), {{"//   \"", "\""}});
    const absl::StatusOr<host::ConfigValue> parsed = host::ParseJsonc(config, "wrangler.jsonc");
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_NE(parsed->Find("kv_namespaces"), nullptr);
    EXPECT_NE(parsed->Find("triggers"), nullptr);
  }
}

TEST(Init, RefusesAFolderThatIsInUse) {
  host::TestFolder folder;
  for (const char* file : {"d", "b", "a", "c", "e"}) folder.Write(file, "x");
  const absl::Status status = WriteProject(Into(folder.path()), kDay).status();
  EXPECT_EQ(status.message(), folder.path().string() +
                                  " is not empty: it holds a, b, c and 2 more; expected the name "
                                  "of a new folder, or an empty one");
  EXPECT_EQ(Read(folder.path() / "package.json"), "none");
  const absl::Status file = WriteProject(Into(folder.path() / "a"), kDay).status();
  EXPECT_NE(file.message().find("/a is a file; expected"), std::string::npos) << file;
}

TEST(Init, AcceptsARepositoryThatWasBegun) {
  host::TestFolder folder;
  folder.Write(".git/HEAD", "x");
  EXPECT_TRUE(WriteProject(Into(folder.path()), kDay).ok());
}

}  // namespace
}  // namespace cli
