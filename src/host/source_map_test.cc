#include "src/host/source_map.h"

#include <gtest/gtest.h>

namespace host {
namespace {

std::string Name(std::string_view source) { return "named/" + std::string(source); }

// Line 1 came from nowhere; line 2 from a.js: column 1 from 1:1, column 9 from 3:5; line 3 from
// b.js, 2:1.
constexpr std::string_view kMap = R"({
  "version": 3, "sources": ["a.js", "b.js"], "names": [],
  "sourcesContent": ["one\ntwo\r\n    three", "first\r\nsecond"],
  "mappings": ";AAAA,QAEI;ACDJ"
})";

SourceMap Map() { return SourceMap::Parse(kMap, Name).value(); }

TEST(SourceMap, FindsThePieceThatHoldsAPlace) {
  const SourceMap map = Map();
  EXPECT_EQ(map.Find(2, 1)->file, "named/a.js");
  EXPECT_EQ(map.Find(2, 8)->line, 1);
  EXPECT_EQ(map.Find(2, 8)->source_line, "one");
  const SourcePlace place = map.Find(2, 100).value();
  EXPECT_EQ(place.line, 3);
  EXPECT_EQ(place.column, 5);
  EXPECT_EQ(place.source_line, "    three");
  EXPECT_EQ(map.Find(3, 1)->file, "named/b.js");
  EXPECT_EQ(map.Find(3, 1)->source_line, "second");
}

TEST(SourceMap, KnowsNothingOfOtherPlaces) {
  const SourceMap map = Map();
  for (const auto& [line, column] : {std::pair(1, 1), {4, 1}, {0, 0}, {-1, 5}}) {
    EXPECT_FALSE(map.Find(line, column).has_value()) << line << ":" << column;
  }
}

TEST(SourceMap, RefusesWhatIsNoMap) {
  for (const char* json :
       {"", "[]", "{}", R"({"mappings": 1})", R"({"sources": ["a"], "mappings": "A!"})",
        R"({"sources": ["a"], "mappings": "AACA;AD"})", R"({"sources": [], "mappings": "AAAA"})",
        R"({"sources": ["a"], "mappings": "AADA"})",
        R"({"sources": ["a"], "mappings": "gggggggggggA"})"}) {
    EXPECT_FALSE(SourceMap::Parse(json, Name).has_value()) << json;
  }
}

TEST(MapPlaces, ReplacesPlacesOfTheModule) {
  SourceMaps maps;
  maps.emplace("src/w.js", Map());
  EXPECT_EQ(MapPlaces("Error: x\n    at f (src/w.js:2:12)\n    at src/w.js:3:1", maps),
            "Error: x\n    at f (named/a.js:3:5)\n    at named/b.js:2:1");
  for (const char* text : {"at src/w.js:9:9", "at other/src/w.js:2:1", "src/w.js", "src/w.js:2", "",
                           "src/w.js:a:b", "src/w.js:99999999999:1"}) {
    EXPECT_EQ(MapPlaces(text, maps), text);
  }
  EXPECT_EQ(MapPlaces("src/w.js:2:1", {}), "src/w.js:2:1");
}

TEST(LinesAround, TakesTwoOfEach) {
  const std::string text = "1\n2\r\n3\n4\n5\n6\n";
  const NearbyLines middle = LinesAround(text, 3);
  EXPECT_EQ(middle.before, (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(middle.after, (std::vector<std::string>{"4", "5"}));
  EXPECT_TRUE(LinesAround(text, 1).before.empty());
  EXPECT_EQ(LinesAround(text, 5).after, (std::vector<std::string>{"6"}));
  EXPECT_TRUE(LinesAround(text, 6).after.empty());
  for (int line : {-1, 0, 9}) {
    EXPECT_TRUE(LinesAround(text, line).before.empty() && LinesAround(text, line).after.empty());
  }
}

}  // namespace
}  // namespace host
