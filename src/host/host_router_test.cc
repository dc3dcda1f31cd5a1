#include "src/host/host_router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"

namespace host {
namespace {

// What came back for one request.
struct Answer {
  int status = 0;
  std::string body;
};

class AnswerSink : public http::ResponseSink {
 public:
  explicit AnswerSink(Answer& answer) : answer_(answer) {}
  void Send(http::ResponseHead head, base::Bytes body) override {
    answer_ = {head.status, std::string(body.view())};
  }
  void Start(http::ResponseHead, std::optional<uint64_t>) override {}
  void Write(base::Bytes, absl::AnyInvocable<void(absl::Status)>) override {}
  void End() override {}
  void Abort() override {}
  void OnDisconnect(absl::AnyInvocable<void()>) override {}

 private:
  Answer& answer_;
};

class NamedService : public worker::Service {
 public:
  NamedService(std::string name, std::vector<std::string>& warmed)
      : name_(std::move(name)), warmed_(warmed) {}
  void Fetch(http::Request&&, http::Responder&& responder) override {
    responder->Send({}, base::Bytes(name_));
  }
  void Call(worker::ServiceCall call, http::Request&&, http::Responder&& responder) override {
    responder->Send({}, base::Bytes(name_ + " " + call.entrypoint));
  }
  void Scheduled(worker::ScheduledEvent event, worker::ScheduledDone done) override {
    done({event.cron == name_ ? worker::Outcome::kOk : worker::Outcome::kException});
  }
  void Warm(std::string_view worker) override { warmed_.emplace_back(worker); }

 private:
  const std::string name_;
  std::vector<std::string>& warmed_;
};

worker::ServiceCall CallOf(std::string entrypoint) {
  worker::ServiceCall call;
  call.entrypoint = std::move(entrypoint);
  return call;
}

// Workers that are ready, or become so when the test says.
class FakeVersions : public VersionSource {
 public:
  bool Has(std::string_view name) const override { return known.contains(name); }
  VersionPtr Ready(std::string_view name) override {
    auto found = ready.find(name);
    return found != ready.end() ? found->second : nullptr;
  }
  void Deploy(std::string_view name, Done done) override {
    asked.emplace_back(name, std::move(done));
  }
  // Answers the first that asked, on a thread of its own.
  void Finish(absl::StatusOr<VersionPtr> result) {
    Done done = std::move(asked.front().second);
    asked.erase(asked.begin());
    std::thread([&] { done(std::move(result)); }).join();
  }

  std::set<std::string, std::less<>> known;
  std::map<std::string, VersionPtr, std::less<>> ready;
  std::vector<std::pair<std::string, Done>> asked;
};

VersionSource::VersionPtr NewVersion(std::string name) {
  auto version = std::make_shared<worker::Version>();
  version->spec.name = std::move(name);
  return version;
}

class PlainObserver : public worker::Observer {
 public:
  http::ResponseHead FailurePage(const worker::Failure& failure, const http::RequestHead&,
                                 std::string* body) override {
    http::ResponseHead head;
    head.status = failure.outcome == worker::Outcome::kLoadShed ? 503 : 500;
    *body = failure.message;
    return head;
  }
};

class HostRouterTest : public testing::Test {
 protected:
  HostRouterTest() {
    router_ = std::make_unique<HostRouter>(
        std::make_shared<worker::LanePort>(loop_),
        [](std::string_view authority) {
          return absl::AsciiStrToLower(authority.substr(0, authority.find_first_of(".:")));
        },
        versions_,
        [this](std::shared_ptr<const worker::Version> version) {
          ++services_;
          return std::make_unique<NamedService>(version->spec.name, warmed_);
        },
        observer_);
  }

  // Asks; the answer is written when it comes.
  void Ask(std::string authority, Answer& answer) {
    http::Request request;
    request.head.authority = std::move(authority);
    router_->Fetch(std::move(request), http::Responder(std::make_unique<AnswerSink>(answer)));
  }
  Answer Ask(std::string authority) {
    Answer answer;
    Ask(std::move(authority), answer);
    return answer;
  }

  // Gives the worker an event; `outcome` is written when it is over.
  void Schedule(std::string name, std::string cron, std::optional<worker::Outcome>& outcome) {
    worker::ScheduledEvent event;
    event.worker = std::move(name);
    event.cron = std::move(cron);
    router_->Scheduled(std::move(event),
                       [&outcome](worker::ScheduledResult result) { outcome = result.outcome; });
  }

  loop::Loop loop_;
  FakeVersions versions_;
  PlainObserver observer_;
  int services_ = 0;
  std::vector<std::string> warmed_;  // as services were asked to
  std::unique_ptr<HostRouter> router_;
};

TEST_F(HostRouterTest, ChoosesByTheFirstLabel) {
  versions_.known = {"shop", "blog"};
  versions_.ready = {{"shop", NewVersion("1")}, {"blog", NewVersion("2")}};
  EXPECT_EQ(Ask("shop.example.com:8787").body, "1");
  EXPECT_EQ(Ask("SHOP").body, "1");
  EXPECT_EQ(Ask("blog.localhost").body, "2");
  EXPECT_EQ(services_, 2);
  EXPECT_TRUE(versions_.asked.empty());
}

TEST_F(HostRouterTest, NamesTheHostThatNobodyServes) {
  Answer answer = Ask("nobody\x1b.example.com");
  EXPECT_EQ(answer.status, 404);
  EXPECT_NE(answer.body.find("\"nobody\\x1b.example.com\""), std::string::npos);
  EXPECT_EQ(Ask("").status, 404);
  EXPECT_EQ(Ask("[::1]:80").status, 404);
}

TEST_F(HostRouterTest, RequestsWaitForTheirWorker) {
  versions_.known = {"a"};
  Answer first;
  Answer second;
  Ask("a", first);
  Ask("a.x", second);
  ASSERT_EQ(versions_.asked.size(), 1);
  versions_.Finish(NewVersion("late"));
  EXPECT_EQ(first.status, 0);  // the lane's own thread answers
  loop_.RunOnce(loop::Wait::kYes);
  EXPECT_EQ(first.body, "late");
  EXPECT_EQ(second.body, "late");
  EXPECT_EQ(Ask("a").body, "late");
  EXPECT_EQ(services_, 1);
}

TEST_F(HostRouterTest, WorkersCallEachOtherByName) {
  versions_.known = {"a", "b"};
  versions_.ready = {{"a", NewVersion("1")}};
  EXPECT_TRUE(router_->Has("a"));
  EXPECT_FALSE(router_->Has("c"));
  Answer first;
  router_->CallWorker("a", CallOf("E"), {}, http::Responder(std::make_unique<AnswerSink>(first)));
  EXPECT_EQ(first.body, "1 E");
  EXPECT_EQ(Ask("a").body, "1");
  EXPECT_EQ(services_, 1);
  Answer late;
  router_->CallWorker("b", CallOf("F"), {}, http::Responder(std::make_unique<AnswerSink>(late)));
  versions_.Finish(NewVersion("2"));
  loop_.RunOnce(loop::Wait::kYes);
  EXPECT_EQ(late.body, "2 F");
}

TEST_F(HostRouterTest, AWorkerThatCannotRunIsAskedForAgain) {
  versions_.known = {"a"};
  Answer answer;
  Ask("a", answer);
  versions_.Finish(absl::InvalidArgumentError("broken"));
  loop_.RunOnce(loop::Wait::kYes);
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, "broken");
  Ask("a", answer);
  ASSERT_EQ(versions_.asked.size(), 1);
  versions_.Finish(NewVersion("mended"));
  loop_.RunOnce(loop::Wait::kYes);
  EXPECT_EQ(answer.body, "mended");
}

TEST_F(HostRouterTest, EventsGoToTheWorkerThatTheyName) {
  versions_.known = {"a", "b"};
  versions_.ready = {{"a", NewVersion("1")}};
  std::optional<worker::Outcome> a, b, nobody;
  Schedule("a", "1", a);
  EXPECT_EQ(a, worker::Outcome::kOk);
  Schedule("c", "1", nobody);
  EXPECT_EQ(nobody, worker::Outcome::kScriptNotFound);
  Answer answer;
  Schedule("b", "late", b);
  Ask("b", answer);
  ASSERT_EQ(versions_.asked.size(), 1) << "both wait for one deployment";
  versions_.Finish(NewVersion("late"));
  EXPECT_EQ(b, std::nullopt);
  loop_.RunOnce(loop::Wait::kYes);
  EXPECT_EQ(b, worker::Outcome::kOk);
  EXPECT_EQ(answer.body, "late");
}

TEST_F(HostRouterTest, GetsWorkersReady) {
  versions_.known = {"a", "b", "broken"};
  versions_.ready = {{"a", NewVersion("1")}};
  router_->Warm("nobody");
  router_->Warm("a");
  EXPECT_THAT(warmed_, testing::ElementsAre("a"));
  EXPECT_TRUE(versions_.asked.empty());
  // One that is not deployed is, and then got ready.
  router_->Warm("b");
  EXPECT_THAT(warmed_, testing::ElementsAre("a"));
  ASSERT_EQ(versions_.asked.size(), 1);
  versions_.Finish(NewVersion("2"));
  loop_.RunOnce(loop::Wait::kYes);
  EXPECT_THAT(warmed_, testing::ElementsAre("a", "b"));
  EXPECT_EQ(Ask("b").body, "2");
  EXPECT_EQ(services_, 2);
  router_->Warm("broken");
  versions_.Finish(absl::InvalidArgumentError("broken"));
  loop_.RunOnce(loop::Wait::kYes);
  EXPECT_THAT(warmed_, testing::ElementsAre("a", "b"));
}

TEST_F(HostRouterTest, AnEventOfAWorkerThatCannotRunFails) {
  versions_.known = {"a"};
  std::optional<worker::Outcome> outcome;
  Schedule("a", "1", outcome);
  versions_.Finish(absl::InvalidArgumentError("broken"));
  loop_.RunOnce(loop::Wait::kYes);
  EXPECT_EQ(outcome, worker::Outcome::kInternalError);
}

TEST_F(HostRouterTest, NotTooManyWait) {
  versions_.known = {"a", "b"};
  std::vector<Answer> answers(HostRouter::kMostWaiting);
  for (Answer& answer : answers) Ask("a", answer);
  EXPECT_EQ(Ask("a").status, 503);
  Answer other;
  Ask("b", other);
  EXPECT_EQ(other.status, 0);
  versions_.Finish(NewVersion("late"));
  loop_.RunOnce(loop::Wait::kYes);
  for (const Answer& answer : answers) EXPECT_EQ(answer.body, "late");
}

TEST_F(HostRouterTest, MayGoWhileItsWorkersAreDeployed) {
  versions_.known = {"a", "b"};
  Answer a;
  Answer b;
  Ask("a", a);
  Ask("b", b);
  versions_.Finish(NewVersion("posted"));
  router_.reset();
  versions_.Finish(NewVersion("too late"));
  loop_.RunOnce(loop::Wait::kNo);
  EXPECT_EQ(services_, 0);
  EXPECT_EQ(a.status, 0);
}

}  // namespace
}  // namespace host
