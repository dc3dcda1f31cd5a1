#include "src/http/target.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace http {
namespace {

using ::testing::IsNull;
using ::testing::NotNull;

RequestHead Head(std::string_view method, std::string_view target) {
  RequestHead head;
  head.method = method;
  head.target = target;
  return head;
}

TEST(IsAuthority, TakesHostsWithAndWithoutAPort) {
  for (const char* good : {"a", "example.com", "example.com:8787", "a:", "127.0.0.1:65535", "[::1]",
                           "[2001:db8::1]:80", "xn--a_b.example", ""}) {
    EXPECT_TRUE(IsAuthority(good)) << good;
  }
  for (const char* bad : {"a:65536", "a:8x", "a:-1", "a b", "user@a", "a/b", "a?b", "a#b", "a,b c",
                          "[::1", "::1", "[]", "[::g]", "[::1]x", ":80", "a\\b", "h\xf6st"}) {
    EXPECT_FALSE(IsAuthority(bad)) << bad;
  }
}

TEST(SplitTarget, LeavesOriginFormAlone) {
  RequestHead head = Head("GET", "//x/../%2e?a=b:c");
  EXPECT_THAT(SplitTarget(head), IsNull());
  EXPECT_EQ(head.target, "//x/../%2e?a=b:c");
  EXPECT_EQ(head.authority, "");
  EXPECT_EQ(head.scheme, "http");
}

TEST(SplitTarget, TakesAbsoluteFormApart) {
  RequestHead head = Head("GET", "HTTPS://example.com:81/a?b");
  EXPECT_THAT(SplitTarget(head), IsNull());
  EXPECT_EQ(head.scheme, "https");
  EXPECT_EQ(head.authority, "example.com:81");
  EXPECT_EQ(head.target, "/a?b");
}

TEST(SplitTarget, GivesAbsoluteFormAPath) {
  RequestHead query = Head("GET", "http://a?b");
  EXPECT_THAT(SplitTarget(query), IsNull());
  EXPECT_EQ(query.target, "/?b");
  RequestHead none = Head("GET", "http://a");
  EXPECT_THAT(SplitTarget(none), IsNull());
  EXPECT_EQ(none.target, "/");
  RequestHead options = Head("OPTIONS", "http://a");
  EXPECT_THAT(SplitTarget(options), IsNull());
  EXPECT_EQ(options.target, "*");
}

TEST(SplitTarget, RefusesWhatIsNoTarget) {
  for (const char* bad : {"*", "a", "a:80", "file:///a", "ftp://a/", "http:///a", "http://u@a/",
                          "http://a:b/", "/a#b", "/a\x01", "/a\x7f", "/\xc3\xa9", "/a b"}) {
    RequestHead head = Head("GET", bad);
    EXPECT_THAT(SplitTarget(head), NotNull()) << bad;
  }
}

}  // namespace
}  // namespace http
