#include "src/host/file_watch.h"

#include <gtest/gtest.h>

#include "src/host/test_folder.h"

namespace host {
namespace {

TEST(FileWatch, SeesChangesOnce) {
  TestFolder folder;
  folder.Write("a", "1");
  FileWatch watch;
  watch.Watch({folder.path() / "a", folder.path() / "later"});
  EXPECT_FALSE(watch.Changed());
  folder.Write("a", "12");
  EXPECT_TRUE(watch.Changed());
  EXPECT_FALSE(watch.Changed());
  folder.Write("later", "");
  EXPECT_TRUE(watch.Changed());
  std::filesystem::remove(folder.path() / "later");
  EXPECT_TRUE(watch.Changed());
  folder.Write("other", "");
  EXPECT_FALSE(watch.Changed());
}

TEST(FileWatch, SeesAReplacedFileOfTheSameSize) {
  TestFolder folder;
  folder.Write("a", "1");
  folder.Write("b", "2");
  FileWatch watch;
  watch.Watch({folder.path() / "a"});
  std::filesystem::rename(folder.path() / "b", folder.path() / "a");
  EXPECT_TRUE(watch.Changed());
}

TEST(FileWatch, ForgetsTheFilesBefore) {
  TestFolder folder;
  FileWatch watch;
  watch.Watch({folder.path() / "a"});
  watch.Watch({folder.path() / "b"});
  folder.Write("a", "1");
  EXPECT_FALSE(watch.Changed());
}

}  // namespace
}  // namespace host
