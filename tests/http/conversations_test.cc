// Has every conversation of the Markdown files in this folder with a server, twice: its octets as
// they come, and one by one.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/log/check.h"
#include "gtest/gtest.h"
#include "tests/http/conversation.h"
#include "tests/http/exchange.h"

namespace http_test {
namespace {

constexpr char kFolder[] = "tests/http";

struct Case {
  std::string name;
  std::string file;
  Conversation conversation;
  Split split;
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.file << ":" << one.conversation.line;
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() != ".md" || entry.path().stem() == "README") continue;
    std::ifstream file(entry.path());
    std::string text{std::istreambuf_iterator<char>(file), {}};
    auto conversations = ParseConversations(entry.path().string(), text);
    CHECK_OK(conversations);
    for (const Conversation& conversation : *conversations) {
      std::string name = entry.path().stem().string() + "_" + conversation.name;
      cases.push_back({name, entry.path().string(), conversation, Split::kWhole});
      cases.push_back({name + "_by_octets", entry.path().string(), conversation, Split::kOctets});
    }
  }
  return cases;
}

class ConversationTest : public testing::TestWithParam<Case> {};

TEST_P(ConversationTest, GoesAsWritten) {
  const auto& [name, file, conversation, split] = GetParam();
  auto options = Options(conversation);
  ASSERT_TRUE(options.ok()) << file << ": " << options.status();
  absl::Status status = Exchange(*options).Run(conversation, split);
  EXPECT_TRUE(status.ok()) << file << ": " << status.message();
}

INSTANTIATE_TEST_SUITE_P(Http, ConversationTest, testing::ValuesIn(Cases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace http_test
