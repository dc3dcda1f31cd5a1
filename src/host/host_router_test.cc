#include "src/host/host_router.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

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
  explicit NamedService(std::string name) : name_(std::move(name)) {}
  void Fetch(http::Request&&, http::Responder&& responder) override {
    responder->Send({}, base::Bytes(name_));
  }

 private:
  std::string name_;
};

Answer Ask(HostRouter& router, std::string authority) {
  Answer answer;
  http::Request request;
  request.head.authority = std::move(authority);
  router.Fetch(std::move(request), http::Responder(std::make_unique<AnswerSink>(answer)));
  return answer;
}

TEST(HostRouter, ChoosesByTheHost) {
  auto hosts = std::make_shared<HostTable>();
  hosts->AddName("Shop");
  hosts->AddHost("blog.example.com", "blog");
  HostRouter router(hosts);
  EXPECT_TRUE(router.Add("Shop", std::make_unique<NamedService>("1")));
  EXPECT_TRUE(router.Add("blog", std::make_unique<NamedService>("2")));
  EXPECT_FALSE(router.Add("blog", std::make_unique<NamedService>("3")));
  EXPECT_EQ(Ask(router, "shop.example.com:8787").body, "1");
  EXPECT_EQ(Ask(router, "BLOG.example.com").body, "2");
}

TEST(HostRouter, NamesTheHostThatNobodyServes) {
  HostRouter router(std::make_shared<HostTable>());
  Answer answer = Ask(router, "nobody\x1b.example.com");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, "No worker serves the host \"nobody\\x1b.example.com\".\n");
  EXPECT_EQ(Ask(router, "").status, 404);
  EXPECT_EQ(Ask(router, "[::1]:80").status, 404);
}

}  // namespace
}  // namespace host
