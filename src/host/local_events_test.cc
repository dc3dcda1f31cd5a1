#include <gmock/gmock.h>

#include "src/host/local_fixture.h"

namespace host {
namespace {

using testing::HasSubstr;
using testing::Not;

class LocalEventsTest : public LocalSiteTest {
 protected:
  std::shared_ptr<LocalAnswer> Follow(std::string last_id = "") {
    std::vector<std::pair<std::string, std::string>> fields;
    if (!last_id.empty()) fields.emplace_back("last-event-id", last_id);
    return Ask("GET", "/cdn-cgi/local/api/events", std::nullopt, fields);
  }
  void Log(uint64_t request, std::string_view text) {
    journal_.Log({"w", worker::RequestIdText(request), "log", text});
  }
  // Turns the loop until something has come, and takes that.
  std::string Await(LocalAnswer& answer) {
    const int64_t end = loop_.NowMillis() + 20'000;
    while (answer.body.empty() && !answer.over && loop_.NowMillis() < end) {
      loop_.RunOnce(loop::Wait::kYes);
    }
    return answer.Take();
  }
  // What a stream tells of requests.
  static nlohmann::json RequestsOf(const std::string& events) {
    const std::string mark = "event: requests\n";
    const size_t at = events.find(mark);
    if (at == events.npos) return {};
    const size_t data = events.find("data: ", at) + 6;
    return nlohmann::json::parse(events.substr(data, events.find('\n', data) - data));
  }
};

TEST_F(LocalEventsTest, BeginsWithWhatIsKnownAndGoesOn) {
  Log(1, "before");
  const auto stream = Follow();
  EXPECT_EQ(stream->status, 200);
  EXPECT_EQ(stream->head.headers.Get("content-type"), "text/event-stream");
  const std::string first = Await(*stream);
  EXPECT_THAT(first, HasSubstr("event: workers\ndata: {}\n\n"));
  EXPECT_THAT(first, HasSubstr("\nid: " + journal_.epoch() + "-1\n"));
  EXPECT_THAT(first, Not(HasSubstr("event: reset")));
  EXPECT_EQ(RequestsOf(first)["requests"][0]["text"], "before");
  Log(2, "after");
  const auto next = RequestsOf(Await(*stream))["requests"];
  ASSERT_EQ(next.size(), 1u);
  EXPECT_EQ(next[0]["text"], "after");
  site_->workers().SetRunning(Version("w"));
  EXPECT_EQ(Await(*stream), "event: workers\ndata: {}\n\n");
}

TEST_F(LocalEventsTest, GoesOnWhereAClientWas) {
  Log(1, "one");
  const std::string id = journal_.epoch() + "-1";
  Log(2, "two");
  EXPECT_EQ(RequestsOf(Await(*Follow(id)))["requests"].size(), 1u);
  EXPECT_EQ(RequestsOf(Await(*Get("events?after=" + id)))["requests"].size(), 1u);
}

TEST_F(LocalEventsTest, AnotherEpochIsTold) {
  Log(1, "one");
  const std::string first = Await(*Follow("another.1-77"));
  EXPECT_THAT(first, HasSubstr("event: reset\n"));
  EXPECT_EQ(RequestsOf(first)["requests"].size(), 1u);
  const auto stream = Follow();
  Await(*stream);
  journal_.Clear();
  const std::string cleared = Await(*stream);
  EXPECT_THAT(cleared, HasSubstr("event: reset\n"));
  EXPECT_EQ(RequestsOf(cleared)["requests"].size(), 0u);
}

TEST_F(LocalEventsTest, WhateverIsNoIdBeginsAnew) {
  Log(1, "one");
  for (const char* id : {"-", "x", "1", "-1-", "a-99999999999999999999"}) {
    EXPECT_EQ(RequestsOf(Await(*Follow(id)))["requests"].size(), 1u) << id;
  }
}

TEST_F(LocalEventsTest, NothingIsQueuedForASlowClient) {
  const auto stream = Follow();
  Await(*stream);
  Log(1, "one");
  const int64_t end = loop_.NowMillis() + 20'000;
  while (stream->body.empty() && loop_.NowMillis() < end) loop_.RunOnce(loop::Wait::kYes);
  // It does not take this, while much happens.
  const size_t waiting = stream->body.size();
  for (uint64_t i = 2; i < 1'000; ++i) {
    Log(i, "more");
    if (i % 100 == 0) loop_.RunOnce(loop::Wait::kNo);
  }
  EXPECT_EQ(stream->body.size(), waiting);
  stream->Take();
  const auto next = RequestsOf(Await(*stream));
  EXPECT_EQ(next["requests"].size(), LocalEvents::kMaxEntries) << "the last ones";
  EXPECT_EQ(next["requests"].back()["request"], worker::RequestIdText(999));
}

TEST_F(LocalEventsTest, ForgetsWhoHasGone) {
  std::vector<std::shared_ptr<LocalAnswer>> streams;
  for (size_t i = 0; i < LocalEvents::kMaxFollowers; ++i) streams.push_back(Follow());
  EXPECT_EQ(Follow()->status, 503);
  streams.back()->disconnect();
  const int64_t end = loop_.NowMillis() + 20'000;
  while (!streams.back()->over && loop_.NowMillis() < end) loop_.RunOnce(loop::Wait::kYes);
  EXPECT_TRUE(streams.back()->over);
  EXPECT_EQ(Follow()->status, 200);
}

TEST_F(LocalEventsTest, EndsWithTheServer) {
  const auto stream = Follow();
  Await(*stream);
  site_->Drain();
  EXPECT_TRUE(stream->over);
  EXPECT_EQ(Follow()->status, 503);
}

TEST_F(LocalEventsTest, ASiteThatGoesEndsItsStreams) {
  const auto stream = Follow();
  Await(*stream);
  site_ = nullptr;
  EXPECT_TRUE(stream->over);
  Log(1, "nobody follows");
}

}  // namespace
}  // namespace host
