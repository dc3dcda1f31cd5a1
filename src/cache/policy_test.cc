#include "src/cache/policy.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "src/cache/cache_control.h"
#include "src/cache/http_date.h"

namespace cache {
namespace {

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

constexpr int64_t kNow = 784'111'777;  // Sun, 06 Nov 1994 08:49:37 GMT

http::HeaderList List(const Fields& fields) {
  http::HeaderList list;
  for (const auto& [name, value] : fields) list.Add(name, value);
  return list;
}

struct Case {
  int status;
  Fields response;
  std::optional<int64_t> lifetime;  // nullopt: it is not stored
  Fields request = {};
  Wishes wishes = {};
};

void Check(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const Verdict verdict =
        Judge(List(one.request), {one.status, "", List(one.response)}, one.wishes, kNow);
    std::string said;
    for (const auto& [name, value] : one.response)
      said.append(name).append(": ").append(value) += ' ';
    EXPECT_EQ(verdict.storable, one.lifetime.has_value()) << one.status << " " << said;
    if (one.lifetime) {
      EXPECT_EQ(verdict.lifetime_seconds, *one.lifetime) << said;
    }
  }
}

TEST(HttpDate, ReadsTheThreeFormats) {
  EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT"), kNow);
  EXPECT_EQ(ParseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT"), kNow);
  EXPECT_EQ(ParseHttpDate("Sun Nov  6 08:49:37 1994"), kNow);
  for (std::string_view wrong : {"", "0", "-1", "now", "Sun, 06 Nov 1994", "infinite-future",
                                 "Sun, 06 Nov 1994 08:49:37 GMT and more and more and more"}) {
    EXPECT_EQ(ParseHttpDate(wrong), std::nullopt) << wrong;
  }
}

TEST(Judge, TheResponseSaysForHowLong) {
  Check({
      {200, {{"cache-control", "max-age=60"}}, 60},
      {200, {{"cache-control", "max-age=60, s-maxage=5"}}, 5},
      {200, {{"cache-control", "s-maxage=5"}, {"expires", "Sun, 06 Nov 1994 09:49:37 GMT"}}, 5},
      {200,
       {{"expires", "Sun, 06 Nov 1994 09:49:37 GMT"}, {"date", "Sun, 06 Nov 1994 08:49:00 GMT"}},
       3'637},
      {200, {{"expires", "Sun, 06 Nov 1994 08:50:37 GMT"}}, 60},
      {200, {{"expires", "Sun, 06 Nov 1994 07:49:37 GMT"}}, 0},
      {200, {{"expires", "0"}}, 0},
      {200, {{"cache-control", "no-cache, max-age=60"}}, 0},
      {503, {{"cache-control", "max-age=60"}}, 60},
      {302, {{"cache-control", "max-age=60"}}, 60},
  });
}

TEST(Judge, DefaultsHoldWhereItSaysNothing) {
  Check({{200, {}, 7'200},
         {301, {}, 7'200},
         {302, {}, 1'200},
         {404, {}, 180},
         {500, {}, std::nullopt},
         {201, {}, std::nullopt},
         {200, {{"cache-control", "public"}}, 7'200},
         {200, {}, std::nullopt, {}, {std::nullopt, false}},
         {200, {{"cache-control", "max-age=1"}}, 1, {}, {std::nullopt, false}}});
}

TEST(Judge, WhatMayNotBeStored) {
  Check({{200, {{"cache-control", "no-store"}}, std::nullopt},
         {200, {{"cache-control", "private, max-age=60"}}, std::nullopt},
         {206, {{"cache-control", "max-age=60"}}, std::nullopt},
         {304, {{"cache-control", "max-age=60"}}, std::nullopt},
         {200, {{"vary", "*"}, {"cache-control", "max-age=60"}}, std::nullopt},
         {200, {{"vary", "accept, *"}, {"cache-control", "max-age=60"}}, std::nullopt}});
}

TEST(Judge, MustUnderstandOverridesNoStoreWhereTheStatusIsKnown) {
  Check({{200, {{"cache-control", "must-understand, no-store, max-age=60"}}, 60},
         {299, {{"cache-control", "must-understand, no-store, max-age=60"}}, std::nullopt},
         {299, {{"cache-control", "must-understand, max-age=60"}}, std::nullopt},
         {299, {{"cache-control", "max-age=60"}}, 60}});
}

TEST(Judge, CookiesAreNotShared) {
  Check(
      {{200, {{"set-cookie", "a=1"}, {"cache-control", "max-age=60"}}, std::nullopt},
       {200, {{"set-cookie", "a=1"}, {"cache-control", "private=Set-Cookie, max-age=60"}}, 60},
       {200, {{"set-cookie", "a=1"}, {"cache-control", "no-cache=\"set-cookie\", max-age=60"}}, 60},
       {200, {{"set-cookie", "a=1"}}, std::nullopt, {}, {60}}});
}

TEST(Judge, ResponsesToAuthorizationAreSharedOnlyWhereTheyAllowIt) {
  const Fields authorized = {{"Authorization", "Bearer 1"}};
  Check({{200, {{"cache-control", "max-age=60"}}, std::nullopt, authorized},
         {200, {{"cache-control", "public, max-age=60"}}, 60, authorized},
         {200, {{"cache-control", "must-revalidate, max-age=60"}}, 60, authorized},
         {200, {{"cache-control", "s-maxage=60"}}, 60, authorized},
         {200, {}, std::nullopt, authorized, {60}}});
}

TEST(Judge, AWorkersOwnTimeGoesFirst) {
  Check({{200, {{"cache-control", "no-store"}}, 60, {}, {60}},
         {200, {{"cache-control", "private"}}, 60, {}, {60}},
         {200, {{"cache-control", "max-age=5"}}, 0, {}, {0}},
         {200, {{"cache-control", "max-age=5"}}, std::nullopt, {}, {-1}},
         {500, {}, 1, {}, {1}},
         {206, {}, std::nullopt, {}, {60}},
         {200, {{"vary", "*"}}, std::nullopt, {}, {60}}});
}

TEST(InitialAge, IsWhatTheResponseSaysOrWhatItsDateShows) {
  EXPECT_EQ(InitialAge({}, kNow, 0), 0);
  EXPECT_EQ(InitialAge(List({{"age", "7"}}), kNow, 0), 7);
  EXPECT_EQ(InitialAge(List({{"age", "7"}}), kNow, 2), 9);
  EXPECT_EQ(InitialAge(List({{"age", "x"}}), kNow, 0), 0);
  EXPECT_EQ(InitialAge(List({{"date", "Sun, 06 Nov 1994 08:49:07 GMT"}}), kNow, 0), 30);
  EXPECT_EQ(InitialAge(List({{"date", "Sun, 06 Nov 1994 08:49:07 GMT"}, {"age", "50"}}), kNow, 0),
            50);
  EXPECT_EQ(InitialAge(List({{"date", "Sun, 06 Nov 1994 09:49:07 GMT"}}), kNow, 0), 0);
}

std::string Joined(const http::HeaderList& list) {
  std::string text;
  for (size_t i = 0; i < list.size(); ++i) {
    text.append(list.at(i).name).append("=").append(list.at(i).value) += ';';
  }
  return text;
}

TEST(StripForStorage, RemovesWhatIsNotTheResponses) {
  http::HeaderList list = List({{"A", "1"},
                                {"Connection", "close, X-Hop"},
                                {"x-hop", "1"},
                                {"Content-Length", "5"},
                                {"Age", "5"},
                                {"Set-Cookie", "a=1"},
                                {"CF-Cache-Status", "HIT"},
                                {"Transfer-Encoding", "chunked"},
                                {"Cache-Control", "private=\"Set-Cookie\", max-age=5"},
                                {"B", "2"}});
  StripForStorage(list);
  EXPECT_EQ(Joined(list), "A=1;Cache-Control=private=\"Set-Cookie\", max-age=5;B=2;");
}

TEST(UpdateFields, TakesNewValuesAndKeepsTheBodysOwn) {
  const http::HeaderList merged = UpdateFields(
      List({{"etag", "\"1\""}, {"x", "old"}, {"content-type", "a/b"}, {"keep", "1"}}),
      List({{"X", "new"}, {"x", "newer"}, {"Content-Type", "c/d"}, {"Content-Length", "0"}}));
  EXPECT_EQ(Joined(merged), "etag=\"1\";content-type=a/b;keep=1;X=new;x=newer;");
}

}  // namespace
}  // namespace cache
