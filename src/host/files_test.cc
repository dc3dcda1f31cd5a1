#include "src/host/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "src/host/test_folder.h"

namespace host {
namespace {

TEST(ReadFile, ReadsWhatIsThere) {
  TestFolder folder;
  folder.Write("empty", "");
  folder.Write("some", std::string("a\0b", 3));
  EXPECT_EQ(ReadFile(folder.path() / "empty", "empty", 10).value(), "");
  EXPECT_EQ(ReadFile(folder.path() / "some", "some", 3).value(), std::string("a\0b", 3));
}

TEST(ReadFile, NamesWhatIsWrong) {
  TestFolder folder;
  folder.Write("some", "abcd");
  EXPECT_EQ(ReadFile(folder.path() / "none", "none", 10).status(),
            absl::NotFoundError("none: no such file"));
  EXPECT_EQ(ReadFile(folder.path() / "some/more", "x", 10).status(),
            absl::NotFoundError("x: no such file"));
  EXPECT_EQ(ReadFile(folder.path(), "f", 10).status(),
            absl::InvalidArgumentError("f: is a folder; expected a file"));
  EXPECT_EQ(ReadFile(folder.path() / "some", "some", 3).status(),
            absl::ResourceExhaustedError("some: is larger than 3 octets"));
}

TEST(ReadFile, RefusesAPipeWithoutWaiting) {
  TestFolder folder;
  ASSERT_EQ(mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(ReadFile(folder.path() / "pipe", "pipe", 10).status(),
            absl::InvalidArgumentError("pipe: is no regular file; expected a file"));
}

TEST(IsInside, ComparesWholeParts) {
  EXPECT_TRUE(IsInside("/a/b", "/a/b"));
  EXPECT_TRUE(IsInside("/a/b/c", "/a/b"));
  EXPECT_TRUE(IsInside("/a/b/c", "/a/b/"));
  EXPECT_TRUE(IsInside("/a", "/"));
  EXPECT_FALSE(IsInside("/a/bc", "/a/b"));
  EXPECT_FALSE(IsInside("/a", "/a/b"));
}

TEST(TemporaryFolder, GoesWithItsContents) {
  std::filesystem::path path;
  {
    TestFolder folder;
    folder.Write("a/b/c", "x");
    path = folder.path();
    EXPECT_TRUE(std::filesystem::exists(path / "a/b/c"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace host
