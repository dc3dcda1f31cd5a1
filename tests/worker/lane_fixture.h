#pragma once

// A lane with real isolates and the real snapshot, its requests and clients made by the test.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bindings/snapshot.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/base/clock.h"
#include "src/engine/module_graph.h"
#include "src/engine/platform.h"
#include "src/engine/snapshot.h"
#include "src/worker/lane.h"
#include "src/worker/node.h"

namespace worker {

// What became of a WebSocket, and what its client does.
struct FakeSocket {
  http::WebSocket::Callbacks callbacks;
  std::vector<std::string> sent;  // "text hello"
  std::string closed;             // "1000 bye"
  bool reads = false;
  bool dropped = false;

  void Receive(std::string text) {
    ASSERT_TRUE(reads);
    callbacks.on_message({true, base::Bytes(std::move(text))});
  }
  void End(http::WebSocketEnd end) {
    auto own = std::exchange(callbacks, {});
    own.on_end(std::move(end));
  }
};

class FakeWebSocket : public http::WebSocket {
 public:
  explicit FakeWebSocket(std::shared_ptr<FakeSocket> socket) : socket_(std::move(socket)) {}
  ~FakeWebSocket() override { socket_->dropped = true; }

  void SetCallbacks(Callbacks callbacks) override { socket_->callbacks = std::move(callbacks); }
  void SetReading(bool wanted) override { socket_->reads = wanted; }
  void Send(http::WebSocketMessage message) override {
    socket_->sent.push_back((message.is_text ? "text " : "binary ") +
                            std::string(message.payload.view()));
  }
  size_t unsent() const override { return 0; }
  void Close(std::optional<uint16_t> code, std::string_view reason) override {
    socket_->closed = std::to_string(code.value_or(http::kCloseNoStatus)) + " ";
    socket_->closed += reason;
  }

 private:
  const std::shared_ptr<FakeSocket> socket_;
};

// What became of a response.
struct Answer {
  http::ResponseHead head;
  std::string body;
  bool started = false;
  bool ended = false;
  bool aborted = false;
  bool dropped = false;
  int writes = 0;
  std::shared_ptr<FakeSocket> socket;  // null: it was no WebSocket
  bool takes_more = true;              // whether the client reads
  absl::AnyInvocable<void(absl::Status)> ready;
  absl::AnyInvocable<void()> on_disconnect;

  bool over() const { return ended || aborted || dropped; }
  void Disconnect() {
    if (ready) std::exchange(ready, nullptr)(absl::AbortedError("the client has gone"));
    if (on_disconnect) std::exchange(on_disconnect, nullptr)();
  }
};

class FakeSink : public http::ResponseSink {
 public:
  explicit FakeSink(std::shared_ptr<Answer> answer) : answer_(std::move(answer)) {}
  ~FakeSink() override { answer_->dropped = !answer_->ended && !answer_->aborted; }

  void Send(http::ResponseHead head, base::Bytes body) override {
    Start(std::move(head), body.size());
    answer_->body = std::string(body.view());
    answer_->ended = true;
  }
  void Start(http::ResponseHead head, std::optional<uint64_t>) override {
    EXPECT_FALSE(answer_->started) << "answered twice";
    answer_->started = true;
    answer_->head = std::move(head);
  }
  void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) override {
    answer_->body += piece.view();
    ++answer_->writes;
    if (answer_->takes_more) return ready(absl::OkStatus());
    answer_->ready = std::move(ready);
  }
  http::Upgraded Upgrade(http::ResponseHead head) override {
    Start(std::move(head), std::nullopt);
    answer_->ended = true;
    answer_->socket = std::make_shared<FakeSocket>();
    return {std::make_unique<FakeWebSocket>(answer_->socket), 101, ""};
  }
  void End() override { answer_->ended = true; }
  void Abort() override { answer_->aborted = true; }
  void OnDisconnect(absl::AnyInvocable<void()> callback) override {
    answer_->on_disconnect = std::move(callback);
  }

 private:
  std::shared_ptr<Answer> answer_;
};

// A request's body that gives what is in `pieces`, then `end`.
class FakeBody : public http::BodySource {
 public:
  FakeBody(std::deque<std::string> pieces, absl::Status end, bool has_arrived = false)
      : pieces_(std::move(pieces)), end_(std::move(end)), has_arrived_(has_arrived) {}

  std::optional<base::Bytes> TakeArrived() override {
    if (!has_arrived_) return std::nullopt;
    base::Bytes piece(std::move(pieces_.front()));
    pieces_.clear();
    return piece;
  }
  void Read(ReadCallback done) override {
    if (!pieces_.empty()) {
      base::Bytes piece(std::move(pieces_.front()));
      pieces_.pop_front();
      return done(std::optional(std::move(piece)));
    }
    if (end_.ok()) return done(std::nullopt);
    done(end_);
  }

 private:
  std::deque<std::string> pieces_;
  absl::Status end_;
  const bool has_arrived_;
};

class TestObserver : public Observer {
 public:
  void OnLog(const LogLine& line) override {
    lines.push_back(std::string(line.level) + ": " + std::string(line.text));
  }
  void OnFailure(std::string_view, const Failure& failure) override {
    lines.push_back("failure: " + failure.message);
  }
  bool WantsReport(Outcome) const override { return true; }
  void OnReport(const Report& report) override {
    reports.push_back(std::string(report.method) + " " + std::string(report.target) + " " +
                      std::to_string(report.status) + " " +
                      std::string(OutcomeName(report.outcome)));
  }
  http::ResponseHead FailurePage(const Failure& failure, const http::RequestHead&,
                                 std::string* body) override {
    http::ResponseHead head;
    head.status = 500;
    *body = failure.message;
    return head;
  }

  std::vector<std::string> lines;
  std::vector<std::string> reports;
};

class LaneTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    platform_ = engine::Platform::Start();
    snapshot_ = std::make_unique<engine::Snapshot>(*platform_, bindings::SnapshotBlob(),
                                                   bindings::Source(), bindings::Modules());
  }
  static void TearDownTestSuite() {
    snapshot_.reset();
    platform_.reset();
  }

  static std::shared_ptr<const Version> MakeVersion(
      const std::string& source, const Limits& limits = {},
      engine::NodeCompat node = engine::NodeCompat::kNone) {
    const auto read = [&](std::string_view) {
      engine::ModuleSource module;
      module.name = "main.js";
      module.contents = base::Bytes(source);
      return absl::StatusOr<engine::ModuleSource>(std::move(module));
    };
    auto loaded = engine::LoadModuleGraph(*snapshot_, "main.js", read, node);
    auto version = std::make_shared<Version>();
    version->spec.name = "test";
    version->spec.main = "main.js";
    version->spec.limits = limits;
    version->spec.vars_json = R"({"GREETING": "hello"})";
    if (auto* error = std::get_if<engine::GraphError>(&loaded)) {
      ADD_FAILURE() << error->status;
      return version;
    }
    version->graph = std::get<engine::ModuleGraph>(std::move(loaded));
    return version;
  }

  void Run(const std::string& source, const Limits& limits = {}) {
    service_.reset();
    service_ = lane_.NewService(MakeVersion(source, limits));
  }

  std::shared_ptr<Answer> Fetch(const std::string& target, http::Body body = nullptr) {
    http::Request request;
    request.head.method = body == nullptr ? "GET" : "POST";
    request.head.target = target;
    request.head.authority = "example.com";
    request.body = std::move(body);
    auto answer = std::make_shared<Answer>();
    service_->Fetch(std::move(request), http::Responder(std::make_unique<FakeSink>(answer)));
    return answer;
  }

  std::shared_ptr<Answer> Get(const std::string& target, http::Body body = nullptr) {
    std::shared_ptr<Answer> answer = Fetch(target, std::move(body));
    RunUntil([&] { return answer->over() && lane_.active() == 0; });
    return answer;
  }

  // One round that does not wait.
  void Round() {
    lane_.loop().Post([] {});
    lane_.RunOnce();
  }

  // Runs rounds until `condition` holds, far longer than it may take.
  void RunUntil(absl::AnyInvocable<bool()> condition) {
    const absl::Time patience = absl::Now() + absl::Seconds(30);
    while (!condition() && absl::Now() < patience) Round();
    EXPECT_TRUE(condition());
  }

  // Has long turns watched, without another thread that could take the lane over.
  void OwnLane() {
    lane_.Own(hand_.emplace(node_.watchdog(), [] {}));
  }

  static inline std::unique_ptr<engine::Platform> platform_;
  static inline std::unique_ptr<engine::Snapshot> snapshot_;
  TestObserver observer_;
  NodeMeter meter_;
  Node node_{*snapshot_, base::Clock::Real(), observer_, meter_, {}};
  std::optional<Hand> hand_;  // of a lane that OwnLane was called for; outlives it
  Lane lane_{node_};
  std::unique_ptr<Service> service_;
};

inline http::Body BodyOf(std::deque<std::string> pieces, absl::Status end = absl::OkStatus()) {
  return std::make_unique<FakeBody>(std::move(pieces), std::move(end));
}

}  // namespace worker
