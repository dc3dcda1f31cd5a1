#include "src/host/admin_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace host {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class AdminServerTest : public ::testing::Test {
 protected:
  AdminServerTest() : metrics_("1.2.3", "13.6") {
    absl::StatusOr<std::unique_ptr<AdminServer>> server = AdminServer::Start(loop_, {}, metrics_);
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  // What the server sends on a new connection until it closes that. `round` is called in each round
  // of the loop.
  std::string Ask(
      std::string_view line, std::string_view host = "127.0.0.1", std::string_view rest = "",
      absl::FunctionRef<void()> round = [] {}) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(server_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    const std::string request =
        absl::StrCat(line, " HTTP/1.1\r\nHost: ", host, "\r\nConnection: close\r\n", rest, "\r\n");
    EXPECT_EQ(send(fd, request.data(), request.size(), MSG_NOSIGNAL), ssize_t(request.size()));
    std::string received;
    const int64_t end = loop_.NowMillis() + 20'000;
    for (bool ended = false; !ended && loop_.NowMillis() < end;) {
      loop_.RunOnce(loop::Wait::kNo);
      round();
      char buffer[64 << 10];
      const ssize_t size = recv(fd, buffer, sizeof(buffer), MSG_DONTWAIT);
      if (size > 0) received.append(buffer, static_cast<size_t>(size));
      ended = size == 0 || (size < 0 && errno != EAGAIN);
    }
    close(fd);
    return received;
  }

  loop::Loop loop_;
  Metrics metrics_;
  std::unique_ptr<AdminServer> server_;
};

TEST_F(AdminServerTest, ServesMetrics) {
  worker::Report report;
  report.status = 200;
  metrics_.MeterOf("shop")->Count(report);
  const std::string answer = Ask("GET /metrics?x=1");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("content-type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  EXPECT_THAT(answer, HasSubstr("\natoll_worker_requests_total{worker=\"shop\",outcome=\"ok\","
                                "status_class=\"2xx\"} 1\n"));
  EXPECT_THAT(answer, HasSubstr("\natoll_build_info{version=\"1.2.3\",v8=\"13.6\"} 1\n"));
}

TEST_F(AdminServerTest, ServesALongPage) {
  for (int i = 0; i < 2'000; ++i) {
    metrics_.MeterOf(absl::StrCat("w", i))->Count(worker::Report());
  }
  EXPECT_THAT(Ask("GET /metrics"), HasSubstr("{worker=\"w1999\"} 1\n"));
}

TEST_F(AdminServerTest, IsHealthyAndReadyWhenTold) {
  EXPECT_THAT(Ask("GET /healthz"), EndsWith("\r\n\r\nok\n"));
  EXPECT_THAT(Ask("GET /readyz"), StartsWith("HTTP/1.1 503 "));
  server_->set_ready(true);
  EXPECT_THAT(Ask("GET /readyz"), StartsWith("HTTP/1.1 200 "));
  server_->set_ready(false);
  EXPECT_THAT(Ask("GET /readyz"), StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(Ask("GET /healthz"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(AdminServerTest, RefusesOtherPathsAndMethods) {
  for (const char* path : {"/", "/metrics/", "/Metrics", "/favicon.ico", "//metrics"}) {
    EXPECT_THAT(Ask(absl::StrCat("GET ", path)), StartsWith("HTTP/1.1 404 ")) << path;
  }
  const std::string answer = Ask("POST /metrics", "localhost", "Content-Length: 0\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(answer, HasSubstr("\r\nallow: GET, HEAD\r\n"));
  EXPECT_THAT(Ask("OPTIONS *"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(AdminServerTest, AnswersHeadWithoutABody) {
  const std::string answer = Ask("HEAD /metrics");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(AdminServerTest, RefusesNamesThatMayPointAnywhere) {
  for (const char* path : {"/metrics", "/healthz", "/nothing"}) {
    const std::string answer = Ask(absl::StrCat("GET ", path), "evil.example:9464");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(answer, Not(HasSubstr("atoll_")));
  }
}

TEST_F(AdminServerTest, NamesABusyPort) {
  const auto other = AdminServer::Start(loop_, {"127.0.0.1", server_->port()}, metrics_);
  EXPECT_TRUE(absl::IsAlreadyExists(other.status())) << other.status();
  EXPECT_THAT(std::string(other.status().message()),
              HasSubstr(absl::StrCat("admin port: 127.0.0.1:", server_->port())));
}

TEST_F(AdminServerTest, AnswersWhatWasAskedBeforeItHasDrained) {
  std::optional<http::Responder> asked;
  AdminOptions options;
  options.run_cron = [&](const http::RequestHead&, http::Responder&& responder) {
    asked.emplace(std::move(responder));
  };
  server_ = *AdminServer::Start(loop_, std::move(options), metrics_);
  bool drained = false;
  bool answered = false;
  const std::string answer = Ask("POST /cron/run", "localhost", "Content-Length: 0\r\n", [&] {
    if (!asked || answered) return;
    answered = true;
    server_->Drain([] {}, /*idle_millis=*/1'000);
    server_->Drain([&] { drained = true; }, /*idle_millis=*/0);
    EXPECT_FALSE(drained);
    (*asked)->Send({}, base::Bytes::Static("it has run"));
    asked.reset();
  });
  EXPECT_THAT(answer, EndsWith("\r\n\r\nit has run"));
  const int64_t end = loop_.NowMillis() + 20'000;
  while (!drained && loop_.NowMillis() < end) loop_.RunOnce(loop::Wait::kNo);
  EXPECT_TRUE(drained);
}

TEST_F(AdminServerTest, TellsItsUrl) {
  EXPECT_EQ(server_->Url(), absl::StrCat("http://127.0.0.1:", server_->port()));
}

TEST(IsSafeAuthority, TakesAddressesAndLocalhost) {
  for (const char* authority :
       {"127.0.0.1", "127.0.0.1:9464", "10.1.2.3:80", "[::1]", "[::1]:9464", "[2001:db8::1]:1",
        "localhost", "LocalHost:9464", "own.host:1", "OWN.host"}) {
    EXPECT_TRUE(IsSafeAuthority(authority, "own.host")) << authority;
  }
  for (const char* authority :
       {"", ":9464", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "127.1",
        "1.2.3", "0x7f000001", "2130706433", "[]", "[evil]", "localhost.", "a.own.host"}) {
    EXPECT_FALSE(IsSafeAuthority(authority, "own.host")) << authority;
  }
}

}  // namespace
}  // namespace host
