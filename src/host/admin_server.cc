#include "src/host/admin_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/host/console.h"
#include "src/loop/tcp.h"

namespace host {
namespace {

constexpr std::string_view kPlain = "text/plain; charset=utf-8";
// What Prometheus asks for: its text format, and the version of that.
constexpr std::string_view kExposition = "text/plain; version=0.0.4; charset=utf-8";

http::ServerOptions Limits() {
  http::ServerOptions options;
  options.max_header_bytes = size_t{16} << 10;
  options.max_header_fields = 100;
  options.max_body_bytes = 0;
  return options;
}

// The host of an authority, without its port and without an IPv6 address's brackets.
std::string_view HostOf(std::string_view authority) {
  if (absl::ConsumePrefix(&authority, "[")) return authority.substr(0, authority.find(']'));
  return authority.substr(0, authority.find(':'));
}

bool IsAddress(const std::string& host) {
  in6_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

void Send(http::Responder responder, int status, std::string body, std::string_view type = kPlain,
          std::string_view allow = "") {
  http::ResponseHead head;
  head.status = status;
  head.headers.Add("content-type", type);
  head.headers.Add("cache-control", "no-store");
  head.headers.Add("x-content-type-options", "nosniff");
  if (!allow.empty()) head.headers.Add("allow", allow);
  responder->Send(std::move(head), base::Bytes(std::move(body)));
}

}  // namespace

bool IsSafeAuthority(std::string_view authority, std::string_view own) {
  const std::string host(HostOf(authority));
  return IsAddress(host) || absl::EqualsIgnoreCase(host, "localhost") ||
         absl::EqualsIgnoreCase(host, own);
}

AdminServer::AdminServer(loop::Loop& loop, AdminOptions options, const Metrics& metrics)
    : options_(std::move(options)),
      metrics_(metrics),
      server_(loop, Limits(), [this](http::Request&& request, http::Responder&& responder) {
        Answer(request.head, std::move(responder));
      }) {}

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Start(loop::Loop& loop,
                                                                AdminOptions options,
                                                                const Metrics& metrics) {
  auto server = std::unique_ptr<AdminServer>(new AdminServer(loop, std::move(options), metrics));
  absl::Status status =
      server->server_.Listen(server->options_.address, server->options_.port, false);
  if (!status.ok()) {
    return absl::Status(status.code(), absl::StrCat("admin port: ", status.message()));
  }
  return server;
}

std::unique_ptr<AdminServer> AdminServer::Start(loop::Loop& loop, AdminOptions options,
                                                const Metrics& metrics, loop::Descriptor socket) {
  auto server = std::unique_ptr<AdminServer>(new AdminServer(loop, std::move(options), metrics));
  server->server_.Adopt(std::move(socket));
  return server;
}

void AdminServer::Drain(absl::AnyInvocable<void()> done, int64_t idle_millis) {
  server_.Drain(std::move(done), idle_millis);
}

std::string AdminServer::Url() const {
  return absl::StrCat("http://", loop::ToString({options_.address, port()}));
}

void AdminServer::Answer(const http::RequestHead& request, http::Responder&& responder) const {
  if (!IsSafeAuthority(request.authority, options_.address)) {
    return Send(std::move(responder), 403,
                absl::StrCat("The request's host is ", Quoted(request.authority),
                             "; expected an IP address or localhost.\n"));
  }
  const std::string_view target = request.target;
  const std::string_view path = target.substr(0, target.find('?'));
  if (path == "/cron/run" && options_.run_cron != nullptr) {
    return options_.run_cron(request, std::move(responder));
  }
  if (path != "/metrics" && path != "/healthz" && path != "/readyz") {
    return Send(std::move(responder), 404,
                absl::StrCat("Nothing is at ", Quoted(path),
                             "; expected /metrics, /healthz or /readyz.\n"));
  }
  if (request.method != "GET" && request.method != "HEAD") {
    return Send(std::move(responder), 405,
                absl::StrCat("The method is ", request.method, "; expected GET or HEAD.\n"), kPlain,
                "GET, HEAD");
  }
  if (path == "/metrics") {
    if (options_.refresh) options_.refresh();
    return Send(std::move(responder), 200, metrics_.Render(), kExposition);
  }
  const bool good = path == "/healthz" || ready_;
  Send(std::move(responder), good ? 200 : 503, good ? "ok\n" : "not ready\n");
}

}  // namespace host
