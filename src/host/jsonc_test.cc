#include "src/host/jsonc.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace host {
namespace {

std::string Json(std::string_view text) {
  absl::StatusOr<ConfigValue> value = ParseJsonc(text, "f.jsonc");
  return value.ok() ? value->ToJson() : std::string(value.status().message());
}

TEST(Jsonc, KeepsPlainJson) {
  EXPECT_EQ(Json(R"({"a": [1, -2.50, 1e3, true, false, null, "x\"\u00e9\n"], "b": {}})"),
            "{\"a\":[1,-2.50,1e3,true,false,null,\"x\\\"\u00e9\\n\"],\"b\":{}}");
}

TEST(Jsonc, SkipsCommentsAndTrailingCommas) {
  EXPECT_EQ(Json("// one\n{ /* two */ \"a\": [1, 2, /* three */ ], // four\n}\n/* five */"),
            R"({"a":[1,2]})");
}

TEST(Jsonc, LeavesStringsAlone) {
  EXPECT_EQ(Json(R"(["// no", "/* no */", ",]", "\",]\\"])"),
            R"(["// no","/* no */",",]","\",]\\"])");
}

TEST(Jsonc, BlanksKeepEveryPlace) {
  EXPECT_EQ(BlankJsoncExtras("[1, // x\r\n 2,]"), "[1,     \r\n 2 ]");
}

TEST(Jsonc, TellsPlaces) {
  absl::StatusOr<ConfigValue> value =
      ParseJsonc("{\n  \"a\\\"\": 12,\n  \"b\": [\"é\", true, {}],\n \"c\":null}", "f");
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_EQ(value->place, (Place{1, 1}));
  EXPECT_EQ(value->members[0].place, (Place{2, 3}));
  EXPECT_EQ(value->members[0].value.place, (Place{2, 10}));
  const ConfigValue& list = value->members[1].value;
  EXPECT_EQ(list.place, (Place{3, 8}));
  EXPECT_EQ(list.items[0].place, (Place{3, 9}));
  EXPECT_EQ(list.items[1].place, (Place{3, 14}));
  EXPECT_EQ(list.items[2].place, (Place{3, 20}));
  EXPECT_EQ(value->members[2].value.place, (Place{4, 6}));
}

TEST(Jsonc, RefusesCommasThatSeparateNothing) {
  for (const char* text : {"[,]", "[1,,]", "{,}", "{\"a\":1,,}", "[1,]]", ",", "[1],"}) {
    EXPECT_FALSE(ParseJsonc(text, "f").ok()) << text;
  }
}

TEST(Jsonc, ErrorsNameFilePlaceAndWhatWasExpected) {
  EXPECT_EQ(Json("{\n  \"a\": 1,\n  b: 2\n}"),
            "f.jsonc:3:3: not valid JSON: invalid literal; expected string literal");
  EXPECT_EQ(Json("{\"a\": 1, \"a\": 2}"), "f.jsonc:1:10: the key \"a\" stands here a second time");
}

TEST(Jsonc, RefusesWhatIsNotWhole) {
  for (const char* text : {"", "{", "[1", "\"a", "{\"a\":", "/* x", "nul", "1 2", "\"\\u12\"",
                           "[\"\x01\"]", "\"\xff\""}) {
    EXPECT_FALSE(ParseJsonc(text, "f").ok()) << text;
  }
}

TEST(Jsonc, RefusesDeepNesting) {
  EXPECT_EQ(Json(absl::StrCat(std::string(100'000, '['))),
            "f.jsonc:1:65: nested more than 64 deep");
}

}  // namespace
}  // namespace host
