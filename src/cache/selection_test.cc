#include "src/cache/selection.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace cache {
namespace {

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view kEarlier = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view kLater = "Sun, 06 Nov 1994 08:49:38 GMT";

http::HeaderList List(const Fields& fields) {
  http::HeaderList list;
  for (const auto& [name, value] : fields) list.Add(name, value);
  return list;
}

TEST(MatchesTag, ComparesWeakly) {
  struct Case {
    std::string_view list;
    std::string_view tag;
    bool matches;
  };
  for (const Case& one : std::vector<Case>{{"\"a\"", "\"a\"", true},
                                           {"W/\"a\"", "\"a\"", true},
                                           {"\"a\"", "W/\"a\"", true},
                                           {"\"b\", \"a\"", "\"a\"", true},
                                           {"\"b\" ,W/\"a\"", "\"a\"", true},
                                           {"*", "\"a\"", true},
                                           {"*", "", true},
                                           {"\"a\"", "", false},
                                           {"\"b\"", "\"a\"", false},
                                           {"a", "\"a\"", false},
                                           {"\"a", "\"a\"", false},
                                           {"\"b\" \"a\"", "\"a\"", false},
                                           {"", "\"a\"", false},
                                           {"w/\"a\"", "\"a\"", false},
                                           {"\"a,b\"", "\"a,b\"", true},
                                           {"\"\"", "\"\"", true}}) {
    EXPECT_EQ(MatchesTag(one.list, one.tag), one.matches) << one.list << " " << one.tag;
  }
}

TEST(ParseRange, OneRangeOfOctets) {
  struct Case {
    std::string_view range;
    std::optional<Part> part;
  };
  const std::optional<Part> none;
  for (const Case& one : std::vector<Case>{{"bytes=0-0", Part{0, 1}},
                                           {"bytes=2-5", Part{2, 4}},
                                           {"bytes=2-", Part{2, 8}},
                                           {"bytes=-3", Part{7, 3}},
                                           {"bytes=-30", Part{0, 10}},
                                           {"bytes=9-100", Part{9, 1}},
                                           {"BYTES = 0-0", none},
                                           {"Bytes=0-0", Part{0, 1}},
                                           {"bytes=10-", Part{0, 0}},
                                           {"bytes=99999999999999999999999-", Part{0, 0}},
                                           {"bytes=0-99999999999999999999999", Part{0, 10}},
                                           {"bytes=-0", Part{10, 0}},
                                           {"bytes=5-2", none},
                                           {"bytes=0-1,3-4", none},
                                           {"bytes=a-b", none},
                                           {"bytes=-", none},
                                           {"bytes=+1-2", none},
                                           {"bytes=", none},
                                           {"items=0-1", none},
                                           {"", none}}) {
    EXPECT_EQ(ParseRange(one.range, 10), one.part) << one.range;
  }
  EXPECT_EQ(ParseRange("bytes=0-", 0), (Part{0, 0}));
}

TEST(Select, ConditionsGoBeforeRanges) {
  struct Case {
    Fields request;
    int status;
  };
  const http::HeaderList stored = List({{"ETag", "\"1\""}, {"Last-Modified", kDate}});
  for (const Case& one :
       std::vector<Case>{{{}, 200},
                         {{{"if-none-match", "\"1\""}}, 304},
                         {{{"if-none-match", "\"2\""}}, 200},
                         // If-Modified-Since counts for nothing beside If-None-Match.
                         {{{"if-none-match", "\"2\""}, {"if-modified-since", kLater}}, 200},
                         {{{"if-modified-since", kDate}}, 304},
                         {{{"if-modified-since", kLater}}, 304},
                         {{{"if-modified-since", kEarlier}}, 200},
                         {{{"if-modified-since", "yesterday"}}, 200},
                         {{{"range", "bytes=0-1"}}, 206},
                         {{{"range", "bytes=0-1"}, {"if-none-match", "\"1\""}}, 304},
                         {{{"range", "bytes=20-"}}, 416},
                         {{{"range", "bytes=5-2"}}, 200},
                         {{{"range", "bytes=0-1"}, {"if-range", "\"1\""}}, 206},
                         {{{"range", "bytes=0-1"}, {"if-range", "W/\"1\""}}, 200},
                         {{{"range", "bytes=0-1"}, {"if-range", "\"2\""}}, 200},
                         {{{"range", "bytes=0-1"}, {"if-range", kDate}}, 206},
                         {{{"range", "bytes=0-1"}, {"if-range", kLater}}, 200},
                         {{{"if-range", "\"2\""}}, 200}}) {
    EXPECT_EQ(Select(List(one.request), stored, 10).status, one.status)
        << (one.request.empty() ? "" : one.request.back().second);
  }
}

TEST(Select, AWeakTagMakesNoPart) {
  const http::HeaderList stored = List({{"ETag", "W/\"1\""}});
  EXPECT_EQ(Select(List({{"range", "bytes=0-1"}, {"if-range", "W/\"1\""}}), stored, 10).status,
            200);
  EXPECT_EQ(Select(List({{"if-none-match", "\"1\""}}), stored, 10).status, 304);
}

TEST(Select, WithoutLastModifiedTheDateCounts) {
  const http::HeaderList stored = List({{"Date", kDate}});
  EXPECT_EQ(Select(List({{"if-modified-since", kDate}}), stored, 10).status, 304);
  EXPECT_EQ(Select(List({{"if-modified-since", kEarlier}}), stored, 10).status, 200);
  EXPECT_EQ(Select(List({{"if-modified-since", kDate}}), {}, 10).status, 200);
}

TEST(Select, PartsAreOfTheBody) {
  EXPECT_EQ(Select({}, {}, 10).part, (Part{0, 10}));
  EXPECT_EQ(Select(List({{"range", "bytes=-4"}}), {}, 10).part, (Part{6, 4}));
  EXPECT_EQ(Select(List({{"range", "bytes=10-"}}), {}, 10).part, (Part{0, 0}));
}

}  // namespace
}  // namespace cache
