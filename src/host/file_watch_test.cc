#include "src/host/file_watch.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "src/host/test_folder.h"

namespace host {
namespace {

namespace fs = std::filesystem;

class FileWatchTest : public testing::Test {
 protected:
  void WaitForChange() {
    while (changes_ == 0) loop_.RunOnce(loop::Wait::kYes);
    changes_ = 0;
  }

  TestFolder folder_;
  loop::Loop loop_;
  int changes_ = 0;
  FileWatch watch_{loop_, [this] { ++changes_; }};
};

TEST_F(FileWatchTest, SeesChangesOnce) {
  folder_.Write("a", "1");
  watch_.Watch({folder_.path() / "a", folder_.path() / "later"});
  EXPECT_FALSE(watch_.Changed());
  folder_.Write("a", "12");
  EXPECT_TRUE(watch_.Changed());
  EXPECT_FALSE(watch_.Changed());
  folder_.Write("later", "");
  EXPECT_TRUE(watch_.Changed());
  fs::remove(folder_.path() / "later");
  EXPECT_TRUE(watch_.Changed());
  folder_.Write("other", "");
  EXPECT_FALSE(watch_.Changed());
}

TEST_F(FileWatchTest, SeesAReplacedFileOfTheSameSize) {
  folder_.Write("a", "1");
  folder_.Write("b", "2");
  watch_.Watch({folder_.path() / "a"});
  fs::rename(folder_.path() / "b", folder_.path() / "a");
  EXPECT_TRUE(watch_.Changed());
}

TEST_F(FileWatchTest, ForgetsTheFilesBefore) {
  watch_.Watch({folder_.path() / "a"});
  watch_.Watch({folder_.path() / "b"});
  folder_.Write("a", "1");
  EXPECT_FALSE(watch_.Changed());
}

TEST_F(FileWatchTest, KeepsTheStateOfWhatItFollowedBefore) {
  folder_.Write("a", "1");
  watch_.Watch({folder_.path() / "a"});
  folder_.Write("a", "12");
  watch_.Watch({folder_.path() / "a", folder_.path() / "b"});
  EXPECT_TRUE(watch_.Changed());
}

TEST_F(FileWatchTest, TellsOfAWriteARenameAndANewFile) {
  folder_.Write("a", "1");
  watch_.Watch({folder_.path() / "a", folder_.path() / "sub/deep/new"});
  folder_.Write("a", "12");
  WaitForChange();
  folder_.Write("b", "123");
  fs::rename(folder_.path() / "b", folder_.path() / "a");
  WaitForChange();
  folder_.Write("sub/deep/new", "1");
  WaitForChange();
  fs::remove(folder_.path() / "a");
  WaitForChange();
}

TEST_F(FileWatchTest, FollowsAFolderThatGoesAndComesBack) {
  folder_.Write("src/lib/a", "1");
  watch_.Watch({folder_.path() / "src/lib/a"});
  fs::rename(folder_.path() / "src", folder_.path() / "away");
  WaitForChange();
  folder_.Write("src/lib/a", "1");
  WaitForChange();
  folder_.Write("src/lib/a", "12");
  WaitForChange();
}

TEST_F(FileWatchTest, FollowsWhatALinkLeadsTo) {
  folder_.Write("real/a", "1");
  fs::create_directory(folder_.path() / "links");
  fs::create_symlink(folder_.path() / "real/a", folder_.path() / "links/a");
  watch_.Watch({folder_.path() / "links/a"});
  folder_.Write("real/a", "12");
  WaitForChange();
}

TEST_F(FileWatchTest, TellsOfAFileInAFolderThatItFollows) {
  fs::create_directory(folder_.path() / "src");
  watch_.Watch({folder_.path() / "src"});
  folder_.Write("src/new", "1");
  WaitForChange();
}

}  // namespace
}  // namespace host
