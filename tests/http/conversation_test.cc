#include "tests/http/conversation.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/http/notation.h"

namespace http_test {
namespace {

using ::testing::HasSubstr;

std::string OctetsOf(std::string_view line) {
  auto octets = Octets(line);
  EXPECT_TRUE(octets.ok()) << octets.status();
  return octets.value_or("");
}

TEST(NotationTest, ALineEndsWithCrLf) {
  EXPECT_EQ(OctetsOf("GET / HTTP/1.1"), "GET / HTTP/1.1\r\n");
  EXPECT_EQ(OctetsOf(""), "\r\n");
  EXPECT_EQ(OctetsOf("abc\\"), "abc");
}

TEST(NotationTest, Escapes) {
  EXPECT_EQ(OctetsOf("\\r\\n\\t\\\\\\x7F\\"), "\r\n\t\\\x7f");
  EXPECT_EQ(OctetsOf("a\\0b\\"), std::string("a\0b", 3));
  EXPECT_EQ(OctetsOf("\\\\"), "\\\r\n");
}

TEST(NotationTest, Repeats) {
  EXPECT_EQ(OctetsOf("\\{3|ab}\\"), "ababab");
  EXPECT_EQ(OctetsOf("\\{2|a: b\\r\\n}x"), "a: b\r\na: b\r\nx\r\n");
  EXPECT_EQ(OctetsOf("\\{2|a\\{2|b}}c\\"), "abbabbc");
}

TEST(NotationTest, UnknownEscapes) {
  for (std::string_view line :
       {"\\q", "\\xg0", "\\x1", "\\{3ab}", "\\{x|a}", "\\{3|a", "\\{99999999|aa}"}) {
    EXPECT_FALSE(Octets(line).ok()) << line;
  }
}

TEST(NotationTest, ShownAsRead) {
  std::string octets = "a\\\t\r\n\n\x01\xff" + std::string(50, 'x') + std::string("\0\r\nend", 6);
  std::string shown = InNotation(octets, "< ");
  EXPECT_EQ(shown, "< a\\\\\\t\n< \\n\\x01\\xff\\{50|x}\\0\n< end\\\n");
}

TEST(ConversationTest, ReadsBlocks) {
  auto found = ParseConversations("x.md",
                                  "# One rule\nProse.\n```conversation max_body_bytes=5\n"
                                  "> GET / HTTP/1.1\n>\n< HTTP/1.1 200 OK\n* read\npause\nend\n"
                                  "closed\n```\n```sh\n> not this\n```\n## Other: rule\n"
                                  "```conversation\n> x\nrefused 400\n```\n"
                                  "```conversation\n> y\nhandled 3\nreset\n```\n");
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->size(), 3u);
  const Conversation& first = found->front();
  EXPECT_EQ(first.name, "One_rule");
  EXPECT_EQ(first.line, 3);
  EXPECT_EQ(first.options.at("max_body_bytes"), 5);
  ASSERT_EQ(first.steps.size(), 6u);
  EXPECT_EQ(first.steps[0].text, "GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(first.steps[1].line, 6);
  EXPECT_EQ(first.steps[2].text, "read");
  EXPECT_EQ(first.Sent(), first.steps[0].text);
  EXPECT_EQ(first.ExpectedRequests(), 1);
  EXPECT_EQ(found->at(1).name, "Other_rule");
  EXPECT_EQ(found->at(1).steps[1].number, 400);
  EXPECT_EQ(found->at(1).ExpectedRequests(), 0);
  EXPECT_EQ(found->at(2).name, "Other_rule_2");
  EXPECT_EQ(found->at(2).ExpectedRequests(), 3);
}

TEST(ConversationTest, ErrorsNameTheLine) {
  for (auto [block, place] : {std::pair("```conversation\n> a\nGET /\n```\n", "x.md:3: "),
                              {"```conversation\n> \\q\n```\n", "x.md:2: "},
                              {"```conversation max\n> a\n```\n", "x.md:1: "},
                              {"```conversation\n> a\nrefused\n```\n", "x.md:3: "},
                              {"```conversation\n```\n", "x.md:2: "},
                              {"```conversation\n> a\n", "x.md:3: "}}) {
    auto found = ParseConversations("x.md", block);
    ASSERT_FALSE(found.ok()) << block;
    EXPECT_THAT(found.status().message(), HasSubstr(place));
  }
}

TEST(ConversationTest, CountsFinalResponses) {
  EXPECT_EQ(CountFinalResponses("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"), 1);
  EXPECT_EQ(CountFinalResponses("HTTP/1.1 404 Not Found\r\n\r\nHTTP/1.1 200 OK\r\n"), 2);
  EXPECT_EQ(CountFinalResponses("HTTP/1.1"), 0);
}

}  // namespace
}  // namespace http_test
