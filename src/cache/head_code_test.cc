#include "src/cache/head_code.h"

#include <gtest/gtest.h>

#include "src/cache/cache_control.h"

namespace cache {
namespace {

StoredHead Sample() {
  StoredHead head;
  head.key = MakeKey("shop", "d", "https://example.com/");
  head.selecting = "accept\n=a\n";
  head.head.status = 404;
  head.head.reason = "Not here";
  head.head.headers.Add("content-type", "text/plain");
  head.head.headers.Add("x", "");
  head.stored_millis = 1'700'000'000'123;
  head.age_seconds = 5;
  head.lifetime_seconds = 60;
  head.encoded = true;
  return head;
}

TEST(HeadCode, ComesBack) {
  const absl::StatusOr<StoredHead> back = DecodeHead(EncodeHead(Sample()));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(EncodeHead(*back), EncodeHead(Sample()));
  EXPECT_EQ(back->head.headers.Get("content-type"), "text/plain");
  EXPECT_EQ(back->head.status, 404);
  EXPECT_TRUE(back->encoded);
}

TEST(HeadCode, WhatIsCutOffOrHasMoreIsRefused) {
  const std::string octets = EncodeHead(Sample());
  for (size_t size = 0; size < octets.size(); ++size) {
    EXPECT_FALSE(DecodeHead(octets.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(DecodeHead(octets + "x").ok());
}

TEST(HeadCode, FieldsThatHttpCannotCarryAreRefused) {
  StoredHead head = Sample();
  head.head.reason = "a\nb";
  EXPECT_FALSE(DecodeHead(EncodeHead(head)).ok());
  head = Sample();
  head.head.status = 99;
  EXPECT_FALSE(DecodeHead(EncodeHead(head)).ok());
  head = Sample();
  head.lifetime_seconds = -1;
  EXPECT_FALSE(DecodeHead(EncodeHead(head)).ok());
}

TEST(HeadCode, PrefixesComeBackAndChangesAreFound) {
  const FilePrefix prefix = {10, 20, 300'000, 40};
  const std::string octets = EncodePrefix(prefix);
  ASSERT_EQ(octets.size(), kPrefixBytes);
  ASSERT_TRUE(DecodePrefix(octets).ok());
  EXPECT_EQ(*DecodePrefix(octets), prefix);
  EXPECT_EQ(prefix.pieces(), 3);
  for (size_t i = 0; i < octets.size(); ++i) {
    std::string changed = octets;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(DecodePrefix(changed).ok()) << i;
  }
}

TEST(HeadCode, AgesRiseAndNeverFall) {
  StoredHead head = Sample();
  EXPECT_EQ(head.AgeAt(head.stored_millis), 5);
  EXPECT_EQ(head.AgeAt(head.stored_millis + 999), 5);
  EXPECT_EQ(head.AgeAt(head.stored_millis + 1'000), 6);
  EXPECT_EQ(head.AgeAt(0), 5);
  EXPECT_EQ(head.AgeAt(INT64_MAX / 4), kMostSeconds);
  EXPECT_EQ(head.StaleMillis(), head.stored_millis + 55'000);
}

TEST(HeadCode, NoTwoKeysAreTheSame) {
  EXPECT_NE(MakeKey("a", "bc", "d"), MakeKey("ab", "c", "d"));
  EXPECT_NE(MakeKey("a", "b", "cd"), MakeKey("a", "bc", "d"));
  EXPECT_NE(MakeKey("1:a", "b", "c"), MakeKey("1", "ab", "c"));
}

}  // namespace
}  // namespace cache
