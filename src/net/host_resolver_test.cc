#include "src/net/host_resolver.h"

#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/loop/loop.h"

namespace net {
namespace {

using ::testing::ElementsAre;

// Answers when told to.
class FakeLookup : public HostLookup {
 public:
  void Lookup(const std::string& host, Callback done) override {
    asked.push_back(host);
    waiting.push_back(std::move(done));
  }
  void Answer(HostLookup::Answer answer) {
    for (Callback& done : std::exchange(waiting, {})) done(answer);
  }
  std::vector<std::string> asked;
  std::vector<Callback> waiting;
};

class HostResolverTest : public ::testing::Test {
 protected:
  HostResolverTest() {
    auto lookup = std::make_unique<FakeLookup>();
    lookup_ = lookup.get();
    resolver_ = std::make_unique<HostResolver>(
        std::move(lookup), [this] { return now_; },
        HostResolverOptions{.found_millis = 100, .failed_millis = 10, .max_hosts = 2});
  }
  void Resolve(const std::string& host) {
    resolver_->Resolve(host, [this](HostLookup::Answer answer) {
      got_.push_back(answer.ok() ? answer->front().ToString()
                                 : absl::StatusCodeToString(answer.status().code()));
    });
  }
  static HostLookup::Answer One(std::string_view text) {
    return std::vector<IpAddress>{*IpAddress::Parse(text)};
  }

  int64_t now_ = 0;
  FakeLookup* lookup_;
  std::unique_ptr<HostResolver> resolver_;
  std::vector<std::string> got_;
};

TEST_F(HostResolverTest, AddressesNeedNoLookingUp) {
  Resolve("10.0.0.1");
  Resolve("::1");
  EXPECT_THAT(got_, ElementsAre("10.0.0.1", "::1"));
  EXPECT_TRUE(lookup_->asked.empty());
}

TEST_F(HostResolverTest, AsksOnceForAllWhoWait) {
  Resolve("a");
  Resolve("a");
  EXPECT_THAT(lookup_->asked, ElementsAre("a"));
  lookup_->Answer(One("10.0.0.1"));
  EXPECT_THAT(got_, ElementsAre("10.0.0.1", "10.0.0.1"));
}

TEST_F(HostResolverTest, RemembersForAWhile) {
  Resolve("a");
  lookup_->Answer(One("10.0.0.1"));
  now_ = 99;
  Resolve("a");
  EXPECT_EQ(lookup_->asked.size(), 1u);
  EXPECT_EQ(got_.size(), 2u);
  now_ = 100;
  Resolve("a");
  EXPECT_EQ(lookup_->asked.size(), 2u);
  EXPECT_EQ(got_.size(), 2u);
}

TEST_F(HostResolverTest, RemembersFailuresForLess) {
  Resolve("a");
  lookup_->Answer(absl::NotFoundError("no"));
  now_ = 9;
  Resolve("a");
  EXPECT_EQ(lookup_->asked.size(), 1u);
  EXPECT_THAT(got_, ElementsAre("NOT_FOUND", "NOT_FOUND"));
  now_ = 10;
  Resolve("a");
  EXPECT_EQ(lookup_->asked.size(), 2u);
}

TEST_F(HostResolverTest, ForgetsTheOldest) {
  for (const char* host : {"a", "b", "c"}) {
    Resolve(host);
    lookup_->Answer(One("10.0.0.1"));
  }
  Resolve("c");
  Resolve("b");
  EXPECT_EQ(lookup_->asked.size(), 3u);
  Resolve("a");
  EXPECT_THAT(lookup_->asked, ElementsAre("a", "b", "c", "a"));
}

TEST_F(HostResolverTest, AWaiterMayDestroyIt) {
  resolver_->Resolve("a", [this](HostLookup::Answer) {
    resolver_.reset();
    got_.push_back("gone");
  });
  // The answer comes from outside of the lookup, which goes with the resolver.
  HostLookup::Callback done = std::move(lookup_->waiting.front());
  done(One("10.0.0.1"));
  EXPECT_THAT(got_, ElementsAre("gone"));
}

TEST(SystemLookupTest, KnowsThisMachine) {
  loop::Loop loop;
  HostResolver resolver(NewSystemLookup(loop), [&] { return loop.NowMillis(); });
  bool answered = false;
  resolver.Resolve("localhost", [&](HostLookup::Answer answer) {
    answered = true;
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(SpecialPurpose(answer->front()), "loopback");
  });
  while (!answered) loop.RunOnce(loop::Wait::kYes);
}

TEST(SystemLookupTest, SaysWhenThereIsNoSuchName) {
  loop::Loop loop;
  HostResolver resolver(NewSystemLookup(loop), [&] { return loop.NowMillis(); });
  int answered = 0;
  for (const std::string& host : {std::string(5000, 'a'), std::string("no such name")}) {
    resolver.Resolve(host, [&](HostLookup::Answer answer) {
      ++answered;
      EXPECT_FALSE(answer.ok());
    });
  }
  while (answered < 2) loop.RunOnce(loop::Wait::kYes);
}

}  // namespace
}  // namespace net
