#include "src/loop/folder_watch.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "src/loop/readable.h"

namespace loop {
namespace {

namespace fs = std::filesystem;

class FolderWatchTest : public testing::Test {
 protected:
  FolderWatchTest() {
    std::string name = testing::TempDir() + "/folder_watch_XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  ~FolderWatchTest() override { fs::remove_all(folder_); }

  void WaitForChange() {
    while (changes_ == 0) loop_.RunOnce(Wait::kYes);
    changes_ = 0;
  }

  Loop loop_;
  fs::path folder_;
  int changes_ = 0;
};

TEST_F(FolderWatchTest, TellsOfFilesThatAreMadeWrittenRenamedAndRemoved) {
  auto watch = FolderWatch::Start(loop_, folder_, [this] { ++changes_; });
  ASSERT_TRUE(watch.ok()) << watch.status();
  std::ofstream(folder_ / "a") << "1";
  WaitForChange();
  std::ofstream(folder_ / "a") << "2";
  WaitForChange();
  fs::rename(folder_ / "a", folder_ / "b");
  WaitForChange();
  fs::remove(folder_ / "b");
  WaitForChange();
}

TEST_F(FolderWatchTest, TellsWhenTheFolderGoes) {
  fs::create_directory(folder_ / "sub");
  auto watch = FolderWatch::Start(loop_, folder_ / "sub", [this] { ++changes_; });
  ASSERT_TRUE(watch.ok()) << watch.status();
  fs::remove(folder_ / "sub");
  WaitForChange();
}

TEST_F(FolderWatchTest, NamesAFolderThatIsNotThere) {
  auto watch = FolderWatch::Start(loop_, folder_ / "none", [] {});
  EXPECT_EQ(watch.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(watch.status().message().find("none"), std::string::npos);
}

TEST(Readable, TellsOfWhatArrives) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  {
    Loop loop;
    std::string read_so_far;
    Readable readable(loop, ends[0], [&] {
      char buffer[8];
      const ssize_t count = read(ends[0], buffer, sizeof(buffer));
      if (count > 0) read_so_far.append(buffer, count);
    });
    ASSERT_EQ(write(ends[1], "key", 3), 3);
    while (read_so_far.size() < 3) loop.RunOnce(Wait::kYes);
    EXPECT_EQ(read_so_far, "key");
  }
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace loop
