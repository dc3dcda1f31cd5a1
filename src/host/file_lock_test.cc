#include "src/host/file_lock.h"

#include <gtest/gtest.h>

#include "src/host/test_folder.h"

namespace host {
namespace {

TEST(FileLock, OneHoldsIt) {
  TestFolder folder;
  const std::string path = (folder.path() / "lock").string();
  std::optional<FileLock> first = FileLock::TryTake(path).value();
  ASSERT_TRUE(first);
  EXPECT_FALSE(FileLock::TryTake(path).value());
  first.reset();
  std::optional<FileLock> second = FileLock::TryTake(path).value();
  EXPECT_TRUE(second);
}

TEST(FileLock, TellsWhatCannotBeMade) {
  TestFolder folder;
  const absl::Status status = FileLock::TryTake((folder.path() / "no" / "lock").string()).status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
}

}  // namespace
}  // namespace host
