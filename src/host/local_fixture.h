#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nlohmann/json.hpp"
#include "src/base/clock.h"
#include "src/host/local_site.h"
#include "src/http/responder.h"
#include "src/http/whole_body.h"
#include "src/loop/loop.h"
#include "src/store/memory_store.h"
#include "src/worker/lane_port.h"

namespace host {

// What came back so far.
struct LocalAnswer {
  int status = 0;  // 0: nothing yet
  http::ResponseHead head;
  std::string body;
  bool over = false;
  // Of a stream: what the client has not taken yet, and how it goes away.
  absl::AnyInvocable<void(absl::Status)> ready;
  absl::AnyInvocable<void()> disconnect;

  nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
  // What has come of a stream since it was asked last; the client takes it.
  std::string Take() {
    std::string taken = std::exchange(body, "");
    if (ready) std::exchange(ready, nullptr)(absl::OkStatus());
    return taken;
  }
};

class LocalSink : public http::ResponseSink {
 public:
  explicit LocalSink(std::shared_ptr<LocalAnswer> answer) : answer_(std::move(answer)) {}
  ~LocalSink() override {
    if (answer_->status == 0) answer_->status = 500;
    answer_->over = true;
  }
  void Send(http::ResponseHead head, base::Bytes body) override {
    EXPECT_EQ(answer_->status, 0) << "answered twice";
    answer_->status = head.status;
    answer_->head = std::move(head);
    answer_->body = std::string(body.view());
    answer_->over = true;
  }
  void Start(http::ResponseHead head, std::optional<uint64_t>) override {
    answer_->status = head.status;
    answer_->head = std::move(head);
  }
  void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) override {
    EXPECT_FALSE(answer_->ready) << "a write is outstanding";
    answer_->body.append(piece.view());
    answer_->ready = std::move(ready);
  }
  void End() override { answer_->over = true; }
  void Abort() override { answer_->over = true; }
  void OnDisconnect(absl::AnyInvocable<void()> callback) override {
    answer_->disconnect = std::move(callback);
  }

 private:
  const std::shared_ptr<LocalAnswer> answer_;
};

// A site whose workers, clock and store are the test's.
class LocalSiteTest : public testing::Test, public worker::Service {
 protected:
  LocalSiteTest() { NewSite(); }
  ~LocalSiteTest() override { port_->Close(); }

  void NewSite(LocalSite::Options options = {}) {
    site_ = nullptr;
    options.open_kv = [this](std::string_view id) { return store_.Open(id, true); };
    site_ = std::make_unique<LocalSite>(loop_, port_, *this, journal_, std::move(options), clock_);
  }

  // A version of a worker with a KV namespace and a cron.
  worker::Version Version(std::string name) {
    worker::Version version;
    version.spec.name = std::move(name);
    version.spec.main = "index.js";
    version.spec.compatibility_date = "2026-01-31";
    version.spec.vars_json = R"({"TOKEN":"a secret"})";
    version.spec.bindings = {{"kv", "CACHE", "ns1"}};
    version.spec.crons = {"*/5 * * * *"};
    version.id = "0123456789abcdef";
    return version;
  }

  // Asks as the page does, and waits for the answer, if one comes at once or soon.
  std::shared_ptr<LocalAnswer> Ask(std::string method, std::string target,
                                   std::optional<std::string> body = std::nullopt,
                                   std::vector<std::pair<std::string, std::string>> fields = {}) {
    http::Request request;
    request.head.method = std::move(method);
    request.head.target = std::move(target);
    request.head.authority = "localhost:8787";
    request.head.headers.Add("origin", "http://localhost:8787");
    request.head.headers.Add("x-atoll-local", "1");
    for (const auto& [name, value] : fields) request.head.headers.Add(name, value);
    if (body) request.body = std::make_unique<http::WholeBody>(base::Bytes(*std::move(body)));
    return AskPlainly(std::move(request));
  }
  std::shared_ptr<LocalAnswer> AskPlainly(http::Request request) {
    auto answer = std::make_shared<LocalAnswer>();
    site_->Fetch(std::move(request), http::Responder(std::make_unique<LocalSink>(answer)));
    for (int i = 0; i < 3 && answer->status == 0; ++i) loop_.RunOnce(loop::Wait::kNo);
    return answer;
  }
  std::shared_ptr<LocalAnswer> Get(std::string path) {
    return Ask("GET", "/cdn-cgi/local/api/" + std::move(path));
  }

  // worker::Service
  void Fetch(http::Request&&, http::Responder&&) override {}
  void Scheduled(worker::ScheduledEvent event, worker::ScheduledDone done) override {
    scheduled_.emplace_back(std::move(event), std::move(done));
  }

  loop::Loop loop_;
  base::FakeClock clock_;
  std::shared_ptr<worker::LanePort> port_ = std::make_shared<worker::LanePort>(loop_);
  store::MemoryStore store_;
  LocalJournal journal_{clock_};
  std::unique_ptr<LocalSite> site_;
  std::deque<std::pair<worker::ScheduledEvent, worker::ScheduledDone>> scheduled_;
};

}  // namespace host
