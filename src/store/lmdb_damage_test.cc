// What a store on disk does with a file that somebody else has changed.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/store/lmdb_fixture.h"

namespace store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

using LmdbDamageTest = LmdbStoreTest;

TEST_F(LmdbDamageTest, RefusesAFileOfANewerAtoll) {
  { auto store = Open(); }
  // The format is a value of one digit after its key.
  std::fstream file(fs::path(folder_) / "data.mdb", std::ios::in | std::ios::out);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  size_t changed = 0;
  for (size_t at = 0; (at = text.find("format1", at)) != std::string::npos; ++at) {
    file.clear();
    file.seekp(static_cast<std::streamoff>(at + 6));
    file.put('2');
    ++changed;
  }
  file.close();
  ASSERT_GT(changed, 0U);
  auto store = LmdbStore::OpenFolder(folder_, {});
  EXPECT_TRUE(absl::IsFailedPrecondition(store.status())) << store.status();
  EXPECT_THAT(store.status().message(), HasSubstr("newer Atoll, in format 2; expected format 1"));
}

TEST_F(LmdbDamageTest, ADamagedNamespaceIsRefusedAndOthersServe) {
  const std::string canary = "canary of the namespace two, which a disk has changed";
  {
    auto store = Open();
    ASSERT_TRUE(Put(**store->Open("one", true), "key", "value").ok());
    ASSERT_TRUE(Put(**store->Open("two", true), "key", canary).ok());
  }
  EXPECT_TRUE(Check(folder_)->damaged.empty());
  const fs::path path = fs::path(folder_) / "data.mdb";
  std::ifstream in(path);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  in.close();
  for (size_t at = 0; (at = text.find(canary, at)) != std::string::npos; ++at) text[at] = 'C';
  std::ofstream(path) << text;
  absl::StatusOr<FileCheck> check = Check(folder_);
  ASSERT_TRUE(check.ok()) << check.status();
  ASSERT_TRUE(check->damaged.contains("two"));
  EXPECT_EQ(check->damaged.size(), 1U);
  auto store = Open({.check = *check});
  const absl::Status refused = store->Open("two", true).status();
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_THAT(refused.message(), HasSubstr("the namespace \"two\""));
  auto one = *store->Open("one", false);
  EXPECT_EQ(Get(*one, "key"), "value");
  EXPECT_TRUE(Put(*one, "key", "new").ok());
}

TEST_F(LmdbDamageTest, ADamageThatNobodyHasCheckedIsFoundWhenItIsRead) {
  const std::string canary = "canary of a value, which a disk has changed";
  {
    auto store = Open();
    ASSERT_TRUE(Put(**store->Open("one", true), "key", canary).ok());
  }
  const fs::path path = fs::path(folder_) / "data.mdb";
  std::ifstream in(path);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  in.close();
  for (size_t at = 0; (at = text.find(canary, at)) != std::string::npos; ++at) text[at] = 'C';
  std::ofstream(path) << text;
  auto store = Open();
  EXPECT_THAT(Get(**store->Open("one", false), "key"), HasSubstr("DATA_LOSS"));
}

// Whatever is changed in a file, no value that is read is another one, and this process lives.
TEST_F(LmdbDamageTest, RandomDamageNeitherEndsTheProcessNorChangesAValue) {
  {
    auto store = Open();
    for (const char* id : {"one", "two"}) {
      auto opened = *store->Open(id, true);
      for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(Put(*opened, absl::StrCat("key", i),
                        std::string(i % 10 == 0 ? 50'000 : 200, static_cast<char>('a' + i % 26)))
                        .ok());
      }
    }
  }
  const fs::path path = fs::path(folder_) / "data.mdb";
  std::ifstream in(path);
  const std::string sound((std::istreambuf_iterator<char>(in)), {});
  in.close();
  std::mt19937 random(4);
  int refused = 0, read = 0;
  for (int round = 0; round < 60; ++round) {
    std::string text = sound;
    const size_t at = random() % text.size();
    if (round % 3 == 0) {
      text.resize(at);
    } else {
      const size_t count = round % 3 == 1 ? 1 : std::min<size_t>(512, text.size() - at);
      for (size_t i = 0; i < count; ++i) text[at + i] = static_cast<char>(random());
    }
    std::ofstream(path, std::ios::trunc) << text;
    absl::StatusOr<FileCheck> check = Check(folder_);
    if (!check.ok()) {
      EXPECT_TRUE(absl::IsDataLoss(check.status())) << check.status();
      ++refused;
      continue;
    }
    refused += !check->damaged.empty();
    auto store = LmdbStore::OpenFolder(folder_, {.check = *check});
    if (!store.ok()) continue;
    for (const char* id : {"one", "two"}) {
      auto opened = (*store)->Open(id, false);
      if (!opened.ok()) continue;
      for (int i = 0; i < 100; ++i) {
        const std::string value = Get(**opened, absl::StrCat("key", i));
        const bool is_same =
            value == std::string(i % 10 == 0 ? 50'000 : 200, static_cast<char>('a' + i % 26));
        // LMDB has two heads of a file; where the newer is damaged, the one before it is read.
        EXPECT_TRUE(is_same || value == "(none)")
            << round << " " << i << " " << value.substr(0, 80);
        ++read;
      }
    }
  }
  EXPECT_GT(refused, 10);
  EXPECT_GT(read, 1'000);
}

}  // namespace
}  // namespace store
