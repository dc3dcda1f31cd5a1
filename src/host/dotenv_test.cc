#include "src/host/dotenv.h"

#include <gtest/gtest.h>

#include <utility>

namespace host {
namespace {

DotenvVariables Parse(std::string_view text) {
  Dotenv read = ParseDotenv(text, ".env");
  EXPECT_TRUE(read.warnings.empty()) << read.warnings.front();
  return std::move(read.variables);
}

std::string ValueOf(std::string_view text) {
  const DotenvVariables variables = Parse(text);
  return variables.size() == 1 && variables[0].first == "A" ? variables[0].second : "no A";
}

TEST(Dotenv, ReadsNamesAndValues) {
  EXPECT_EQ(
      Parse("A=1\n\n# comment\n  B = two words  \nC=\nexport D=4\nE.f-g: h\n"),
      (DotenvVariables{{"A", "1"}, {"B", "two words"}, {"C", ""}, {"D", "4"}, {"E.f-g", "h"}}));
  EXPECT_TRUE(Parse("").empty());
  EXPECT_TRUE(Parse("\n \t\n#A=1").empty());
  EXPECT_EQ(ValueOf("export=1\nA=1").substr(0, 4), "no A") << "\"export\" may be a name";
}

TEST(Dotenv, TheLastOfTwoCounts) { EXPECT_EQ(ValueOf("A=1\nA=2"), "2"); }

TEST(Dotenv, EndsAValueWithAComment) {
  EXPECT_EQ(ValueOf("A=1 # one"), "1");
  EXPECT_EQ(ValueOf("A='1 # one' # two"), "1 # one");
  EXPECT_EQ(ValueOf("A=#"), "");
}

TEST(Dotenv, QuotesKeepWhatTheyHold) {
  EXPECT_EQ(ValueOf("A='  x\\n '"), "  x\\n ");
  EXPECT_EQ(ValueOf("A=`a\"b'c`"), "a\"b'c");
  EXPECT_EQ(ValueOf("A=\"a\\nb\\rc\\td\""), "a\nb\rc\\td");
  EXPECT_EQ(ValueOf("A=\"a\\\"b\""), "a\\\"b");
  EXPECT_EQ(ValueOf("A=a'b"), "a'b") << "a quote within a value is a character";
  EXPECT_EQ(ValueOf("A="), "");
}

TEST(Dotenv, AQuotedValueMayHaveSeveralLines) {
  EXPECT_EQ(Parse("A=\"-----BEGIN\nxyz=\n-----END\"\nB=2"),
            (DotenvVariables{{"A", "-----BEGIN\nxyz=\n-----END"}, {"B", "2"}}));
}

TEST(Dotenv, LinesEndInThreeWays) {
  EXPECT_EQ(Parse("A=1\r\nB='x\r\ny'\rC=3"),
            (DotenvVariables{{"A", "1"}, {"B", "x\ny"}, {"C", "3"}}));
  EXPECT_EQ(ValueOf("\xef\xbb\xbf"
                    "A=1"),
            "1");
}

// The warnings and the variables of what is not as it should be.
Dotenv Odd(std::string_view text) { return ParseDotenv(text, ".env"); }

TEST(Dotenv, TellsWhereALineIsNone) {
  EXPECT_EQ(Odd("A=1\nsecret\nB=2").warnings,
            std::vector<std::string>{".env:2:1: the line is no variable: ignored; expected "
                                     "NAME=VALUE"});
  EXPECT_EQ(Odd("A=1\nsecret\nB=2").variables, (DotenvVariables{{"A", "1"}, {"B", "2"}}));
  EXPECT_EQ(Odd("=secret").warnings.size(), 1u);
  EXPECT_TRUE(Odd("=secret").variables.empty());
  EXPECT_TRUE(Odd("https://example.com").variables.empty()) << "a colon needs a blank";
  EXPECT_EQ(Odd("https://example.com").warnings.size(), 1u);
}

TEST(Dotenv, AQuoteThatDoesNotEndIsACharacter) {
  EXPECT_EQ(Odd("A='x\ny'\nB=\"secret\nC=3").warnings,
            std::vector<std::string>{".env:3:1: the line begins a value with a quote that does not "
                                     "end; expected it again"});
  EXPECT_EQ(Odd("A='x\ny'\nB=\"secret\nC=3").variables,
            (DotenvVariables{{"A", "x\ny"}, {"B", "\"secret"}, {"C", "3"}}));
  EXPECT_EQ(Odd("A='x' y # z\nB=2").variables, (DotenvVariables{{"A", "'x' y"}, {"B", "2"}}));
  EXPECT_EQ(Odd("A='x' y # z\nB=2").warnings.size(), 1u);
}

}  // namespace
}  // namespace host
