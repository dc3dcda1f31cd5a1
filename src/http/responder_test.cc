#include "src/http/responder.h"

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Piece = absl::StatusOr<std::optional<base::Bytes>>;

// What a source and a sink have been asked for; each answers at once, or when told to.
struct Script {
  std::deque<Piece> pieces;  // given at once
  BodySource::ReadCallback waiting;
  bool ready_at_once = true;
  absl::AnyInvocable<void(absl::Status)> ready;
  std::vector<std::string> log;
};

class ScriptedSource : public BodySource {
 public:
  explicit ScriptedSource(Script& script) : script_(script) {}
  ~ScriptedSource() override {
    script_.waiting = nullptr;
    script_.log.push_back("source gone");
  }
  void Read(ReadCallback done) override {
    if (script_.pieces.empty()) {
      script_.waiting = std::move(done);
      return;
    }
    Piece piece = std::move(script_.pieces.front());
    script_.pieces.pop_front();
    done(std::move(piece));
  }

 private:
  Script& script_;
};

class ScriptedSink : public ResponseSink {
 public:
  explicit ScriptedSink(Script& script) : script_(script) {}
  ~ScriptedSink() override {
    script_.ready = nullptr;
    script_.log.push_back("sink gone");
  }
  void Send(ResponseHead, base::Bytes) override { script_.log.push_back("send"); }
  void Start(ResponseHead, std::optional<uint64_t>) override { script_.log.push_back("start"); }
  void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) override {
    script_.log.emplace_back(piece.view());
    if (script_.ready_at_once) return ready(absl::OkStatus());
    script_.ready = std::move(ready);
  }
  void End() override { script_.log.push_back("end"); }
  void Abort() override { script_.log.push_back("abort"); }
  void OnDisconnect(absl::AnyInvocable<void()>) override {}

 private:
  Script& script_;
};

class PumpTest : public ::testing::Test {
 protected:
  void Start() {
    Pump(std::make_unique<ScriptedSource>(script_), std::make_unique<ScriptedSink>(script_),
         [this](absl::Status status) { script_.log.push_back("done " + Name(status)); });
  }
  static std::string Name(const absl::Status& status) {
    return absl::StatusCodeToString(status.code());
  }

  Script script_;
};

Piece Text(std::string_view text) { return std::optional(base::Bytes::Static(text)); }

TEST_F(PumpTest, MovesPiecesThenEnds) {
  script_.pieces = {Text("one"), Text("two"), Piece(std::nullopt)};
  Start();
  EXPECT_THAT(script_.log, ElementsAre("one", "two", "end", "done OK", "sink gone", "source gone"));
}

TEST_F(PumpTest, IsAsFastAsTheSlowerSide) {
  script_.ready_at_once = false;
  script_.pieces = {Text("one"), Text("two")};
  Start();
  EXPECT_THAT(script_.log, ElementsAre("one"));
  std::exchange(script_.ready, nullptr)(absl::OkStatus());
  EXPECT_THAT(script_.log, ElementsAre("one", "two"));
  std::exchange(script_.ready, nullptr)(absl::OkStatus());
  ASSERT_NE(script_.waiting, nullptr);
  std::exchange(script_.waiting, nullptr)(Text("three"));
  std::exchange(script_.ready, nullptr)(absl::OkStatus());
  std::exchange(script_.waiting, nullptr)(Piece(std::nullopt));
  EXPECT_THAT(script_.log,
              ElementsAre("one", "two", "three", "end", "done OK", "sink gone", "source gone"));
}

TEST_F(PumpTest, AbortsWhenTheSourceFails) {
  script_.pieces = {Text("one"), Piece(absl::AbortedError("gone"))};
  Start();
  EXPECT_THAT(script_.log, ElementsAre("one", "abort", "done ABORTED", "sink gone", "source gone"));
}

TEST_F(PumpTest, AbortsWhenTheSinkFails) {
  script_.ready_at_once = false;
  script_.pieces = {Text("one")};
  Start();
  std::exchange(script_.ready, nullptr)(absl::AbortedError("gone"));
  EXPECT_THAT(script_.log, ElementsAre("one", "abort", "done ABORTED", "sink gone", "source gone"));
}

TEST_F(PumpTest, DoesNotRecurse) {
  for (int i = 0; i < 200'000; ++i) script_.pieces.push_back(Text("x"));
  script_.pieces.push_back(Piece(std::nullopt));
  Start();
  EXPECT_EQ(script_.log.size(), 200'004u);
}

TEST_F(PumpTest, GoesWithTheCallbackThatItWaitsFor) {
  Start();
  ASSERT_NE(script_.waiting, nullptr);
  EXPECT_THAT(script_.log, IsEmpty());
  auto dropped = std::exchange(script_.waiting, nullptr);
  dropped = nullptr;
  EXPECT_THAT(script_.log, ElementsAre("sink gone", "source gone"));
}

TEST(Responder, IsTrueUntilItGivesUpItsSink) {
  Script script;
  Responder responder(std::make_unique<ScriptedSink>(script));
  EXPECT_TRUE(responder);
  responder->Send({}, {});
  std::unique_ptr<ResponseSink> sink = responder.Release();
  EXPECT_FALSE(responder);
  sink.reset();
  EXPECT_THAT(script.log, ElementsAre("send", "sink gone"));
}

}  // namespace
}  // namespace http
