#include "src/sandbox/user.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace sandbox {
namespace {

namespace fs = std::filesystem;

uid_t OwnerOf(const fs::path& path) {
  struct stat about;
  EXPECT_EQ(lstat(path.c_str(), &about), 0) << path;
  return about.st_uid;
}

TEST(FindUser, KnowsNamesAndNumbers) {
  const absl::StatusOr<User> root = FindUser("root");
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_EQ(root->uid, 0U);
  const absl::StatusOr<User> number = FindUser("0");
  ASSERT_TRUE(number.ok()) << number.status();
  EXPECT_EQ(number->name, "root");
  const absl::StatusOr<User> nameless = FindUser("3999999999");
  ASSERT_TRUE(nameless.ok()) << nameless.status();
  EXPECT_EQ(nameless->gid, 3'999'999'999U);
  EXPECT_EQ(nameless->name, "3999999999");
}

TEST(FindUser, SaysThatThereIsNone) {
  for (const char* name : {"no such user", "-1", "99999999999", ""}) {
    EXPECT_EQ(FindUser(name).status().code(), absl::StatusCode::kNotFound) << name;
  }
}

TEST(HandOver, GivesAFolderWithWhatIsInIt) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give files away";
  const fs::path folder = fs::path(testing::TempDir()) / absl::StrCat("handed-", getpid());
  fs::create_directories(folder / "kv");
  std::ofstream(folder / "kv/data") << "x";
  std::ofstream(folder.string() + "-outside") << "x";
  fs::create_symlink(folder.string() + "-outside", folder / "link");
  const User user = {65'534, 65'534, "nobody"};
  ASSERT_TRUE(HandOver(folder, user).ok());
  EXPECT_EQ(OwnerOf(folder), user.uid);
  EXPECT_EQ(OwnerOf(folder / "kv/data"), user.uid);
  EXPECT_EQ(OwnerOf(folder / "link"), user.uid);
  EXPECT_EQ(OwnerOf(folder.string() + "-outside"), 0U);
  fs::remove_all(folder);
  fs::remove(folder.string() + "-outside");
}

}  // namespace
}  // namespace sandbox
