#include "src/cache/vary.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace cache {
namespace {

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

http::HeaderList List(const Fields& fields) {
  http::HeaderList list;
  for (const auto& [name, value] : fields) list.Add(name, value);
  return list;
}

bool Matches(const Fields& response, const Fields& stored_for, const Fields& request,
             bool decodes = false) {
  return Selects(SelectingFields(List(response), List(stored_for), decodes), List(request));
}

TEST(Vary, WithoutItEveryRequestMatches) {
  EXPECT_TRUE(Matches({}, {{"accept", "a"}}, {{"accept", "b"}}));
  EXPECT_EQ(SelectingFields({}, List({{"accept", "a"}}), false), "");
}

TEST(Vary, FieldsThatItNamesMustBeTheSame) {
  const Fields vary = {{"Vary", "Accept, X-One"}, {"vary", "x-two"}};
  const Fields stored_for = {{"accept", "a,  b"}, {"X-Two", "2"}};
  EXPECT_TRUE(Matches(vary, stored_for, stored_for));
  EXPECT_TRUE(Matches(vary, stored_for, {{"Accept", "a"}, {"accept", "b "}, {"x-two", "2"}}));
  EXPECT_FALSE(Matches(vary, stored_for, {{"accept", "b, a"}, {"x-two", "2"}}));
  EXPECT_FALSE(Matches(vary, stored_for, {{"accept", "a, b"}, {"x-two", "2"}, {"x-one", ""}}));
  EXPECT_FALSE(Matches(vary, stored_for, {{"accept", "a, b"}}));
  EXPECT_FALSE(Matches(vary, {}, stored_for));
}

TEST(Vary, AcceptEncodingCountsOnlyWhereTheOctetsAreEncoded) {
  const Fields plain = {{"vary", "Accept-Encoding"}};
  const Fields packed = {{"vary", "Accept-Encoding"}, {"content-encoding", "gzip"}};
  const Fields gzip = {{"accept-encoding", "gzip"}};
  EXPECT_TRUE(Matches(plain, gzip, {}));
  EXPECT_FALSE(Matches(packed, gzip, {}));
  EXPECT_TRUE(Matches(packed, gzip, gzip));
  EXPECT_TRUE(Matches(packed, gzip, {}, /*decodes=*/true));
}

TEST(Vary, AStarIsEverything) {
  EXPECT_TRUE(VariesOnEverything(List({{"vary", "*"}})));
  EXPECT_TRUE(VariesOnEverything(List({{"vary", "accept"}, {"vary", "x, *"}})));
  EXPECT_FALSE(VariesOnEverything(List({{"vary", "accept"}})));
}

TEST(Vary, WhatIsNoSelectionMatchesNothing) {
  EXPECT_FALSE(Selects("accept", {}));
  EXPECT_FALSE(Selects("accept\n=a", List({{"accept", "a"}})));
}

}  // namespace
}  // namespace cache
