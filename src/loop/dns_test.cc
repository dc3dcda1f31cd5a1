#include "src/loop/dns.h"

#include <memory>

#include "gtest/gtest.h"

namespace loop {
namespace {

TEST(DnsLookupTest, FindsThisMachine) {
  Loop loop;
  std::vector<std::string> found;
  DnsLookup lookup(loop, "localhost", [&](absl::StatusOr<std::vector<std::string>> answer) {
    ASSERT_TRUE(answer.ok()) << answer.status();
    found = *std::move(answer);
  });
  while (found.empty()) loop.RunOnce(Wait::kYes);
  EXPECT_TRUE(found.front() == "127.0.0.1" || found.front() == "::1") << found.front();
}

TEST(DnsLookupTest, AnswersInALaterRoundWhereThereIsNothingToAsk) {
  Loop loop;
  bool answered = false;
  DnsLookup lookup(loop, std::string(5000, 'a'),
                   [&](absl::StatusOr<std::vector<std::string>> answer) {
                     answered = true;
                     EXPECT_TRUE(absl::IsNotFound(answer.status())) << answer.status();
                   });
  EXPECT_FALSE(answered);
  while (!answered) loop.RunOnce(Wait::kYes);
}

TEST(DnsLookupTest, ALookupThatWasDroppedSaysNothing) {
  Loop loop;
  bool answered = false;
  for (const std::string& host : {std::string("localhost"), std::string(5000, 'a')}) {
    DnsLookup(loop, host, [&](absl::StatusOr<std::vector<std::string>>) { answered = true; });
  }
  // The loop waits for libuv's answers when it ends.
  loop.RunOnce(Wait::kNo);
  EXPECT_FALSE(answered);
}

}  // namespace
}  // namespace loop
