#include "src/cache/cache_control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cache {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

CacheControl Read(std::string_view value) {
  CacheControl control;
  ReadCacheControl(value, control);
  return control;
}

TEST(CacheControl, ReadsDirectives) {
  const CacheControl control =
      Read("No-Store, public ,must-revalidate,max-age=60, s-maxage=\"30\", must-understand");
  EXPECT_TRUE(control.no_store);
  EXPECT_TRUE(control.is_public);
  EXPECT_TRUE(control.must_revalidate);
  EXPECT_TRUE(control.must_understand);
  EXPECT_EQ(control.max_age, 60);
  EXPECT_EQ(control.s_maxage, 30);
  EXPECT_FALSE(control.is_private);
  EXPECT_FALSE(control.no_cache);
}

TEST(CacheControl, PrivateAndNoCacheMayNameFields) {
  EXPECT_TRUE(Read("private").is_private);
  EXPECT_TRUE(Read("no-cache").no_cache);
  EXPECT_TRUE(Read("private=\"\"").is_private);
  const CacheControl control = Read("private=Set-Cookie, no-cache=\"X-One, \\x-two\", max-age=1");
  EXPECT_FALSE(control.is_private);
  EXPECT_FALSE(control.no_cache);
  EXPECT_THAT(control.excluded, ElementsAre("set-cookie", "x-one", "x-two"));
  EXPECT_TRUE(control.Excludes("set-cookie"));
  EXPECT_FALSE(control.Excludes("x-three"));
  EXPECT_EQ(control.max_age, 1);
}

TEST(CacheControl, NumbersThatAreNoneCountAsZeroAndTheSmallerOfTwoCounts) {
  struct Case {
    std::string_view value;
    std::optional<int64_t> max_age;
  };
  for (const Case& one :
       {Case{"max-age=0", 0}, Case{"max-age=-1", 0}, Case{"max-age=", 0}, Case{"max-age", 0},
        Case{"max-age=1.5", 0}, Case{"max-age= 7", 7}, Case{"max-age=5, max-age=9", 5},
        Case{"max-age=9, max-age=5", 5}, Case{"max-age=99999999999999999999", kMostSeconds},
        Case{"xmax-age=5", std::nullopt}, Case{"", std::nullopt}, Case{", ,=,=5", std::nullopt}}) {
    EXPECT_EQ(Read(one.value).max_age, one.max_age) << one.value;
  }
}

TEST(CacheControl, WhatIsMalformedCountsForNothing) {
  const CacheControl control = Read("\"no-store\", foo=\"no-store, private\", max-age=\"5");
  EXPECT_FALSE(control.no_store);
  EXPECT_FALSE(control.is_private);
  EXPECT_EQ(control.max_age, 5);
  EXPECT_THAT(control.excluded, IsEmpty());
}

TEST(CacheControl, AllFieldsCount) {
  http::HeaderList headers;
  headers.Add("Cache-Control", "max-age=5");
  headers.Add("cache-control", "no-store");
  const CacheControl control = ParseCacheControl(headers);
  EXPECT_TRUE(control.no_store);
  EXPECT_EQ(control.max_age, 5);
}

}  // namespace
}  // namespace cache
