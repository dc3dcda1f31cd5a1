#include "src/web/url_pattern.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace web {
namespace {

using ::testing::ElementsAre;
using Kind = PatternComponent::Kind;

TEST(UrlPatternTest, SaysWhatEachComponentHasToBe) {
  const auto pattern = ParsePattern("https://*.example.com/:id(\\d+)", std::nullopt, {});
  ASSERT_TRUE(pattern.ok()) << pattern.status();
  const PatternComponent& protocol = (*pattern)[0];
  EXPECT_EQ(protocol.kind, Kind::kExact);
  EXPECT_EQ(protocol.value, "https");
  const PatternComponent& hostname = (*pattern)[3];
  EXPECT_EQ(hostname.kind, Kind::kRegExp);
  EXPECT_THAT(hostname.names, ElementsAre("0"));
  EXPECT_FALSE(hostname.has_regexp_groups);
  EXPECT_EQ((*pattern)[4].kind, Kind::kEmpty);
  const PatternComponent& pathname = (*pattern)[5];
  EXPECT_EQ(pathname.pattern, "/:id(\\d+)");
  EXPECT_THAT(pathname.names, ElementsAre("id"));
  EXPECT_TRUE(pathname.has_regexp_groups);
  EXPECT_EQ((*pattern)[7].kind, Kind::kAny);
}

TEST(UrlPatternTest, ReadsTheRestAsTheProtocolSays) {
  const PatternInit init = {{"protocol", "http{s}?"}, {"pathname", "a b"}};
  EXPECT_EQ((*ParsePattern(init, {.protocol_is_special = true}))[5].pattern, "a%20b");
  EXPECT_EQ((*ParsePattern(init, {}))[5].pattern, "a b");
}

TEST(UrlPatternTest, RefusesWhatIsNoPattern) {
  for (std::string_view input : {"", "x", "http://a/(", "http://a/(?:"}) {
    EXPECT_FALSE(ParsePattern(input, std::nullopt, {}).ok()) << input;
  }
  EXPECT_FALSE(ParsePattern(std::string(1 << 20, 'a'), "http://b/", {}).ok());
  EXPECT_FALSE(ParsePattern({{"port", "x"}}, {}).ok());
}

TEST(UrlPatternTest, ProcessesDictionariesAsUrls) {
  EXPECT_THAT(*ProcessPatternInit({{"pathname", "x y"}, {"baseURL", "http://U@h:8/a/b?c#d"}}),
              ElementsAre("http", "U", "", "h", "8", "/a/x%20y", "", ""));
  EXPECT_EQ(ProcessPatternInit({{"port", "99999"}}), std::nullopt);
}

}  // namespace
}  // namespace web
