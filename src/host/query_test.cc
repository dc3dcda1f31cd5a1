#include "src/host/query.h"

#include <gtest/gtest.h>

namespace host {
namespace {

TEST(Query, FindsAndDecodes) {
  EXPECT_EQ(QueryValue("/a", "x"), std::nullopt);
  EXPECT_EQ(QueryValue("/a?y=1&xx=2", "x"), std::nullopt);
  EXPECT_EQ(QueryValue("/a?x=", "x"), "");
  EXPECT_EQ(QueryValue("/a?y=1&x=*+%2a%2F5%zz%2&x=3", "x"), "* */5%zz%2");
  EXPECT_EQ(QueryValue("?x=a%00b", "x"), std::string("a\0b", 3));
}

TEST(Query, EncodesWhatItDecodes) {
  EXPECT_EQ(EncodeQueryValue("*/5 * * * MON#1"), "%2A%2F5%20%2A%20%2A%20%2A%20MON%231");
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  EXPECT_EQ(QueryValue("/?x=" + EncodeQueryValue(all), "x"), all);
}

}  // namespace
}  // namespace host
