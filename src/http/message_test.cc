#include "src/http/message.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace http {
namespace {

using ::testing::Optional;

HeaderList Sample() {
  HeaderList headers;
  headers.Add("Accept", "a");
  headers.Add("X-Empty", "");
  headers.Add("accept", "b");
  return headers;
}

TEST(HeaderList, TakesOverABlock) {
  const HeaderList headers(std::string("a\n1\nset-cookie\nx\nset-cookie\ny\nempty\n\nlost"));
  ASSERT_EQ(headers.size(), 4u);
  EXPECT_EQ(headers.Get("A"), "1");
  EXPECT_EQ(headers.at(1).value, "x");
  EXPECT_EQ(headers.at(2).name, "set-cookie");
  EXPECT_EQ(headers.at(2).value, "y");
  EXPECT_EQ(headers.Get("empty"), "");
  EXPECT_TRUE(HeaderList(std::string()).empty());
}

TEST(HeaderList, KeepsOrderCaseAndDuplicates) {
  const HeaderList headers = Sample();
  ASSERT_EQ(headers.size(), 3u);
  EXPECT_EQ(headers.at(0).name, "Accept");
  EXPECT_EQ(headers.at(0).value, "a");
  EXPECT_EQ(headers.at(1).value, "");
  EXPECT_EQ(headers.at(2).name, "accept");
  EXPECT_EQ(headers.at(2).value, "b");
}

TEST(HeaderList, FindsTheFirstInAnyCase) {
  const HeaderList headers = Sample();
  EXPECT_THAT(headers.Get("ACCEPT"), Optional(std::string_view("a")));
  EXPECT_THAT(headers.Get("x-empty"), Optional(std::string_view("")));
  EXPECT_FALSE(headers.Has("Accep"));
  EXPECT_FALSE(headers.Has("Accepta"));
}

TEST(HeaderList, RemovesEveryFieldOfAName) {
  HeaderList headers = Sample();
  headers.Remove("aCCept");
  ASSERT_EQ(headers.size(), 1u);
  EXPECT_EQ(headers.at(0).name, "X-Empty");
  headers.Remove("absent");
  EXPECT_EQ(headers.size(), 1u);
  headers.Clear();
  EXPECT_TRUE(headers.empty());
}

TEST(HeaderList, IsAValue) {
  HeaderList headers = Sample();
  const HeaderList copy = headers;
  headers.Clear();
  headers.Add("Other", "c");
  EXPECT_THAT(copy.Get("Accept"), Optional(std::string_view("a")));
}

TEST(RequestHead, HasAUrl) {
  RequestHead head;
  head.authority = "example.com:81";
  head.target = "/a?b";
  EXPECT_EQ(head.Url(), "http://example.com:81/a?b");
  head.target = "*";
  EXPECT_EQ(head.Url(), "http://example.com:81/");
}

TEST(ReasonPhrase, IsTheUsualOne) {
  EXPECT_EQ(ReasonPhrase(200), "OK");
  EXPECT_EQ(ReasonPhrase(413), "Content Too Large");
  EXPECT_EQ(ReasonPhrase(299), "");
}

}  // namespace
}  // namespace http
