#include "src/web/url_record.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace web {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Href(std::string_view input, std::optional<std::string_view> base = std::nullopt) {
  const std::optional<UrlRecord> record = ParseUrl(input, base);
  return record ? record->href : "failure";
}

std::string AfterSet(std::string_view href, UrlPart part, std::string_view value) {
  return SetUrlPart(href, part, value)->href;
}

TEST(UrlRecordTest, SaysWhereThePartsAre) {
  const auto record = ParseUrl("https://user:pass@example.com:1234/foo/bar?baz#quux", std::nullopt);
  EXPECT_EQ(record->href, "https://user:pass@example.com:1234/foo/bar?baz#quux");
  EXPECT_THAT(record->offsets, ElementsAre(6, 12, 17, 29, 1234, 34, 42, 46));
}

TEST(UrlRecordTest, SaysWhichPartsAreAbsent) {
  const auto record = ParseUrl("http://localhost:80", std::nullopt);
  EXPECT_EQ(record->href, "http://localhost/");
  EXPECT_EQ(record->offsets[UrlRecord::kPort], UrlRecord::kAbsent);
  EXPECT_EQ(record->offsets[UrlRecord::kSearchStart], UrlRecord::kAbsent);
  EXPECT_EQ(record->offsets[UrlRecord::kHashStart], UrlRecord::kAbsent);
}

TEST(UrlRecordTest, ResolvesAgainstABase) {
  EXPECT_EQ(Href("../x?y", "http://host/a/b/c"), "http://host/a/x?y");
  EXPECT_EQ(Href("x", "mailto:a@b"), "failure");
  EXPECT_EQ(Href("http://host/", "no base"), "failure");
  EXPECT_EQ(Href("/x"), "failure");
}

TEST(UrlRecordTest, NormalisesHosts) {
  EXPECT_EQ(Href("http://EXAMPLE.com/"), "http://example.com/");
  EXPECT_EQ(Href("http://f\xc3\xbc\xc3\x9f.de/"), "http://xn--f-qfa0g.de/");
  EXPECT_EQ(Href("http://0x7f.1/"), "http://127.0.0.1/");
  EXPECT_EQ(Href("http://[1:0::]/"), "http://[1::]/");
  EXPECT_EQ(Href("http://a b/"), "failure");
}

TEST(UrlRecordTest, LetsLabelsOfAsciiBeWhatTheyAre) {
  EXPECT_EQ(Href("http://u:xn--p@A.XN--pokxncvks:81/xn--pokxncvks"),
            "http://u:xn--p@a.xn--pokxncvks:81/xn--pokxncvks");
  EXPECT_EQ(Href("//xn--pokxncvks/x", "http://host/"), "http://xn--pokxncvks/x");
  EXPECT_EQ(Href("x", "http://xn--pokxncvks/a/b"), "http://xn--pokxncvks/a/x");
  EXPECT_EQ(Href("//xn_q/x", "http://xn--pokxncvks/"), "http://xn_q/x");
  EXPECT_EQ(Href("file://xn--/p"), "file://xn--/p");
  EXPECT_EQ(Href("http://xn--pokxncvks\xc3\xbc/"), "failure");
  EXPECT_EQ(Href("http://xn--pokxncvks a/"), "failure");
  EXPECT_EQ(Href("http://xn_q.xn--pokxncvks/"), "failure");
  EXPECT_EQ(AfterSet("http://host/x", UrlPart::kHost, "xn--pokxncvks:8"),
            "http://xn--pokxncvks:8/x");
  EXPECT_EQ(AfterSet("http://xn--pokxncvks/", UrlPart::kPathname, "xn_q"),
            "http://xn--pokxncvks/xn_q");
  EXPECT_EQ(AfterSet("http://xn--pokxncvks/", UrlPart::kHostname, "xn_q"), "http://xn_q/");
}

TEST(UrlRecordTest, SetsParts) {
  const std::string href = "http://host/path";
  EXPECT_EQ(AfterSet(href, UrlPart::kProtocol, "https"), "https://host/path");
  EXPECT_EQ(AfterSet(href, UrlPart::kUsername, "a@b"), "http://a%40b@host/path");
  EXPECT_EQ(AfterSet(href, UrlPart::kPassword, "x"), "http://:x@host/path");
  EXPECT_EQ(AfterSet(href, UrlPart::kHost, "other:81"), "http://other:81/path");
  EXPECT_EQ(AfterSet(href, UrlPart::kHostname, "other"), "http://other/path");
  EXPECT_EQ(AfterSet(href, UrlPart::kPort, "8080"), "http://host:8080/path");
  EXPECT_EQ(AfterSet(href, UrlPart::kPathname, "a b"), "http://host/a%20b");
  EXPECT_EQ(AfterSet(href, UrlPart::kSearch, "?q"), "http://host/path?q");
  EXPECT_EQ(AfterSet(href, UrlPart::kHash, "h"), "http://host/path#h");
}

TEST(UrlRecordTest, KeepsTheUrlWhenAPartCannotBe) {
  EXPECT_EQ(AfterSet("http://host/", UrlPart::kPort, "65536"), "http://host/");
  EXPECT_EQ(AfterSet("http://host/", UrlPart::kHost, ""), "http://host/");
  EXPECT_EQ(AfterSet("http://host/", UrlPart::kProtocol, "mailto"), "http://host/");
}

TEST(UrlRecordTest, RefusesHostsThatNothingCouldHave) {
  const std::string host = "xn--" + std::string(1 << 20, 'a');
  for (const std::string& url :
       {"http://" + host + "/", "ht\ntp:" + host, "//u:p@" + host, "https:\\\\" + host + "?q"}) {
    EXPECT_FALSE(ParseUrl(url, "http://base/")) << url.substr(0, 20);
  }
  const std::string text(1 << 20, 'a');
  for (const std::string& url : {"data:," + text + "//" + text, "http://h/" + text, "/" + text,
                                 "http://" + text + "@h/", "?//" + text}) {
    EXPECT_TRUE(ParseUrl(url, "http://base/")) << url.substr(0, 20);
  }
}

TEST(QueryTest, ParsesNamesAndValues) {
  EXPECT_THAT(ParseQuery("?a=1&b=%20+2&&c&=d&e==f"),
              ElementsAre("a", "1", "b", "  2", "c", "", "", "d", "e", "=f"));
  EXPECT_THAT(ParseQuery("%zz=%4"), ElementsAre("%zz", "%4"));
  EXPECT_THAT(ParseQuery("??a"), ElementsAre("?a", ""));
  EXPECT_THAT(ParseQuery(""), IsEmpty());
  EXPECT_THAT(ParseQuery("?"), IsEmpty());
}

TEST(QueryTest, SerialisesNamesAndValues) {
  EXPECT_EQ(SerializeQuery({"a b", "*-._~", "\xc3\xa9", "&=+"}), "a+b=*-._%7E&%C3%A9=%26%3D%2B");
  EXPECT_EQ(SerializeQuery({}), "");
}

}  // namespace
}  // namespace web
