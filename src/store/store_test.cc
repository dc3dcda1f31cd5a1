// What every store does.

#include "src/store/store.h"

#include <stdlib.h>

#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/store/lmdb_store.h"
#include "src/store/memory_store.h"

namespace store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr int64_t kNow = 1'700'000'000;
constexpr uint64_t kQuota = 40'000'000;

enum class Kind { kMemory, kLmdb };

class StoreTest : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (GetParam() == Kind::kMemory) {
      store_ = std::make_unique<MemoryStore>(kQuota);
    } else {
      std::string folder = absl::StrCat(testing::TempDir(), "/storeXXXXXX");
      ASSERT_NE(mkdtemp(folder.data()), nullptr);
      folder_ = folder;
      LmdbStore::Options options;
      options.quota_bytes = kQuota;
      auto store = LmdbStore::OpenFolder(folder_, options);
      ASSERT_TRUE(store.ok()) << store.status();
      store_ = *std::move(store);
    }
    auto opened = store_->Open("ns", true);
    ASSERT_TRUE(opened.ok()) << opened.status();
    namespace_ = *opened;
  }
  void TearDown() override {
    namespace_ = nullptr;
    store_ = nullptr;
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  absl::Status Apply(std::vector<Write> writes) {
    absl::Notification ended;
    absl::Status result;
    namespace_->Apply(std::move(writes), [&](absl::Status status) {
      result = std::move(status);
      ended.Notify();
    });
    ended.WaitForNotification();
    return result;
  }
  absl::Status Put(std::string key, std::string value, std::string metadata = "",
                   int64_t expiration = 0) {
    return Apply(
        {{std::move(key), base::Bytes(std::move(value)), std::move(metadata), expiration}});
  }
  // The value, or "(none)".
  std::string Get(std::string_view key, int64_t now = kNow) {
    absl::StatusOr<std::optional<Found>> found = namespace_->Get(key, now);
    if (!found.ok()) return found.status().ToString();
    if (!found->has_value()) return "(none)";
    absl::StatusOr<base::Bytes> whole = ReadAll(*std::move(*found));
    return whole.ok() ? std::string(whole->view()) : whole.status().ToString();
  }
  std::vector<std::string> List(const ListQuery& query, int64_t now = kNow) {
    std::vector<std::string> names;
    const absl::StatusOr<Page> page = namespace_->List(query, now);
    if (!page.ok()) return {page.status().ToString()};
    for (const Listed& one : page->keys) names.push_back(one.key);
    return names;
  }

  std::string folder_;
  std::unique_ptr<Store> store_;
  std::shared_ptr<Namespace> namespace_;
};

TEST_P(StoreTest, AValueComesBackUntilItIsDeleted) {
  EXPECT_EQ(Get("key"), "(none)");
  ASSERT_TRUE(Put("key", "value", "{\"m\":1}").ok());
  EXPECT_EQ(Get("key"), "value");
  EXPECT_EQ(namespace_->Get("key", kNow)->value().metadata, "{\"m\":1}");
  ASSERT_TRUE(Put("key", "").ok());
  EXPECT_EQ(Get("key"), "");
  EXPECT_EQ(namespace_->Get("key", kNow)->value().metadata, "");
  ASSERT_TRUE(Apply({{"key"}}).ok());
  EXPECT_EQ(Get("key"), "(none)");
  ASSERT_TRUE(Apply({{"key"}}).ok());
}

TEST_P(StoreTest, ValuesOfEverySizeComeBack) {
  for (size_t size : {1UL, 100UL, 4'096UL, 32'768UL, 32'769UL, 65'516UL, 65'517UL, 131'032UL,
                      1'000'000UL, kMaxValueBytes}) {
    std::string value(size, '\0');
    for (size_t i = 0; i < size; ++i) value[i] = static_cast<char>(i * 31 + i / 251);
    ASSERT_TRUE(Put("key", value).ok()) << size;
    EXPECT_EQ(namespace_->Get("key", kNow)->value().size, size);
    EXPECT_TRUE(Get("key") == value) << size;
  }
}

TEST_P(StoreTest, AReaderKeepsTheValueThatItWasMadeFor) {
  ASSERT_TRUE(Put("key", std::string(200'000, 'a')).ok());
  Found found = *std::move(*namespace_->Get("key", kNow));
  ASSERT_NE(found.reader, nullptr);
  std::string read((*found.reader->Next())->view());
  ASSERT_TRUE(Put("key", std::string(200'000, 'b')).ok());
  ASSERT_TRUE(Apply({{"key"}}).ok());
  for (;;) {
    absl::StatusOr<std::optional<base::Bytes>> piece = found.reader->Next();
    ASSERT_TRUE(piece.ok()) << piece.status();
    if (!piece->has_value()) break;
    read.append((*piece)->view());
  }
  EXPECT_TRUE(read == std::string(200'000, 'a'));
}

TEST_P(StoreTest, RefusesWhatPassesALimit) {
  EXPECT_TRUE(Put(std::string(512, 'k'), "v").ok());
  EXPECT_THAT(Put(std::string(513, 'k'), "v").message(), HasSubstr("513"));
  EXPECT_TRUE(absl::IsInvalidArgument(Put("", "v")));
  EXPECT_THAT(Put("k", std::string(kMaxValueBytes + 1, 'v')).message(), HasSubstr("26214401"));
  EXPECT_TRUE(Put("k", "v", std::string(1024, ' ')).ok());
  EXPECT_THAT(Put("k", "v", std::string(1025, ' ')).message(), HasSubstr("1025"));
}

TEST_P(StoreTest, ListsInTheOrderOfOctets) {
  for (const char* key :
       {"b", "a", "c", "a/2", "a/10", "é", "z", "A", "\xf0\x9f\x98\x80", "\x01"}) {
    ASSERT_TRUE(Put(key, "v").ok());
  }
  EXPECT_THAT(List({}),
              ElementsAre("\x01", "A", "a", "a/10", "a/2", "b", "c", "z", "é", "\xf0\x9f\x98\x80"));
  EXPECT_THAT(List({.prefix = "a"}), ElementsAre("a", "a/10", "a/2"));
  EXPECT_THAT(List({.prefix = "a/"}), ElementsAre("a/10", "a/2"));
  EXPECT_THAT(List({.prefix = "a/3"}), ElementsAre());
  EXPECT_THAT(List({.prefix = "a", .after = "a/10"}), ElementsAre("a/2"));
  EXPECT_THAT(List({.after = "c"}), ElementsAre("z", "é", "\xf0\x9f\x98\x80"));
  EXPECT_THAT(List({.prefix = "b", .after = "a"}), ElementsAre("b"));
  EXPECT_THAT(List({.prefix = "a", .after = "b"}), ElementsAre());
}

TEST_P(StoreTest, PagesGoOnWhereTheyEndedAcrossWrites) {
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(Put(absl::StrCat("k", i), "v").ok());
  Page first = *namespace_->List({.limit = 4}, kNow);
  ASSERT_EQ(first.keys.size(), 4U);
  EXPECT_EQ(first.keys.back().key, "k3");
  ASSERT_TRUE(first.next.has_value());
  // The last key of the page goes, and one comes before it.
  ASSERT_TRUE(Apply({{"k3"}, {"k0a", base::Bytes::Static("v")}}).ok());
  EXPECT_THAT(List({.after = first.next, .limit = 3}), ElementsAre("k4", "k5", "k6"));
  Page last = *namespace_->List({.after = "k6", .limit = 3}, kNow);
  EXPECT_EQ(last.keys.size(), 3U);
  EXPECT_EQ(last.next, std::nullopt);
}

TEST_P(StoreTest, WhatHasExpiredIsNotThere) {
  ASSERT_TRUE(Put("key", "value", "", kNow + 60).ok());
  ASSERT_TRUE(Put("other", "value").ok());
  EXPECT_EQ(Get("key", kNow + 59), "value");
  EXPECT_EQ(Get("key", kNow + 60), "(none)");
  EXPECT_THAT(List({}, kNow + 59), ElementsAre("key", "other"));
  EXPECT_THAT(List({}, kNow + 60), ElementsAre("other"));
  EXPECT_EQ(namespace_->List({}, kNow)->keys[0].expiration, kNow + 60);
}

TEST_P(StoreTest, WritesAreAppliedAllOrNone) {
  std::vector<Write> writes = {{"a", base::Bytes::Static("1")},
                               {"b", base::Bytes::Static("2")},
                               {std::string(513, 'k'), base::Bytes::Static("3")}};
  EXPECT_FALSE(Apply(writes).ok());
  EXPECT_THAT(List({}), ElementsAre());
  writes.pop_back();
  ASSERT_TRUE(Apply(writes).ok());
  EXPECT_THAT(List({}), ElementsAre("a", "b"));
}

TEST_P(StoreTest, AQuotaRefusesWhatIsMoreButNotWhatIsLess) {
  const std::string large(20'000'000, 'v');
  ASSERT_TRUE(Put("a", large).ok());
  const absl::Status refused = Put("b", large);
  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  EXPECT_THAT(refused.message(), HasSubstr("40000002 exceeds quota of 40000000"));
  EXPECT_EQ(Get("b"), "(none)");
  EXPECT_TRUE(Put("a", large).ok());
  EXPECT_TRUE(Put("b", "small").ok());
  ASSERT_TRUE(Apply({{"a"}}).ok());
  EXPECT_TRUE(Put("b", large).ok());
}

TEST_P(StoreTest, UsageCountsKeysAndOctets) {
  ASSERT_TRUE(Put("a", "123", "{}").ok());
  ASSERT_TRUE(Put("b", std::string(100'000, 'v')).ok());
  EXPECT_EQ(namespace_->GetUsage()->keys, 2U);
  EXPECT_EQ(namespace_->GetUsage()->bytes, 6U + 100'001U);
  ASSERT_TRUE(Put("b", "x").ok());
  EXPECT_EQ(namespace_->GetUsage()->bytes, 8U);
  ASSERT_TRUE(Apply({{"a"}, {"b"}}).ok());
  EXPECT_EQ(namespace_->GetUsage()->keys, 0U);
  EXPECT_EQ(namespace_->GetUsage()->bytes, 0U);
}

TEST_P(StoreTest, NamespacesAreApart) {
  std::shared_ptr<Namespace> other = *store_->Open("ns2", true);
  ASSERT_TRUE(Put("key", "value").ok());
  EXPECT_FALSE((*other->Get("key", kNow)).has_value());
  EXPECT_TRUE(absl::IsNotFound(store_->Open("ns3", false).status()));
  EXPECT_TRUE(absl::IsAlreadyExists(store_->Create("ns", "title")));
  ASSERT_TRUE(store_->Create("ns4", "title").ok());
  absl::StatusOr<std::vector<NamespaceInfo>> infos = store_->Namespaces();
  ASSERT_EQ(infos->size(), 3U);
  EXPECT_EQ((*infos)[0].id, "ns");
  EXPECT_EQ((*infos)[0].usage.keys, 1U);
  EXPECT_EQ((*infos)[2].title, "title");
  ASSERT_TRUE(store_->Delete("ns").ok());
  EXPECT_TRUE(absl::IsNotFound(store_->Delete("ns")));
  namespace_ = *store_->Open("ns", true);
  EXPECT_EQ(Get("key"), "(none)");
}

TEST_P(StoreTest, RefusesIdsThatNoNamespaceMayHave) {
  for (const std::string& id : {std::string(), std::string(129, 'i'), std::string("a\nb"),
                                std::string("a\0b", 3), std::string("é")}) {
    EXPECT_TRUE(absl::IsInvalidArgument(store_->Open(id, true).status())) << id;
  }
}

TEST_P(StoreTest, DoesWhatAMapDoes) {
  std::mt19937 random(3);
  std::map<std::string, std::string> model;
  for (int i = 0; i < 300; ++i) {
    const std::string key = absl::StrCat(std::string(random() % 2 == 0 ? 383 : 1, 'k'),
                                         std::string(random() % 3, '\0'), random() % 20);
    if (random() % 3 == 0) {
      ASSERT_TRUE(Apply({{key}}).ok());
      model.erase(key);
    } else {
      const std::string value(random() % 4 == 0 ? random() % 100'000 : random() % 100, 'v');
      ASSERT_TRUE(Put(key, value).ok());
      model[key] = value;
    }
    EXPECT_TRUE(Get(key) == (model.contains(key) ? model[key] : "(none)"));
  }
  std::vector<std::string> names;
  for (const auto& [key, value] : model) names.push_back(key);
  EXPECT_EQ(List({}), names);
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreTest, testing::Values(Kind::kMemory, Kind::kLmdb),
                         [](const testing::TestParamInfo<Kind>& info) {
                           return info.param == Kind::kMemory ? "Memory" : "Lmdb";
                         });

}  // namespace
}  // namespace store
