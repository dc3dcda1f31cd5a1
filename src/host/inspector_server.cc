#include "src/host/inspector_server.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "nlohmann/json.hpp"
#include "src/engine/platform.h"
#include "src/host/console.h"
#include "src/host/own_host.h"
#include "src/loop/tcp.h"

namespace host {
namespace {

using Json = nlohmann::json;

constexpr int kPortAttempts = 100;
constexpr std::string_view kPlain = "text/plain; charset=utf-8";
constexpr std::string_view kJson = "application/json; charset=utf-8";

http::ServerOptions Limits() {
  http::ServerOptions options;
  options.max_header_bytes = size_t{16} << 10;
  options.max_header_fields = 100;
  options.max_body_bytes = 0;
  options.max_websocket_message_bytes = size_t{64} << 20;
  // How much may wait is up to InspectorClient; one message may be large.
  options.max_websocket_backlog_bytes = size_t{1} << 30;
  return options;
}

void Send(http::Responder responder, int status, std::string body, std::string_view type = kPlain) {
  http::ResponseHead head;
  head.status = status;
  head.headers.Add("content-type", type);
  head.headers.Add("cache-control", "no-store");
  head.headers.Add("x-content-type-options", "nosniff");
  if (status == 405) head.headers.Add("allow", "GET, HEAD");
  responder->Send(std::move(head), base::Bytes(std::move(body)));
}

std::string FrontendUrl(std::string_view authority, std::string_view worker) {
  return absl::StrCat("devtools://devtools/bundled/js_app.html?experiments=true&v8only=true&ws=",
                      authority, "/", worker);
}

}  // namespace

bool IsInspectorOrigin(std::string_view origin) {
  return absl::StartsWith(origin, "devtools://") || IsOwnOrigin(origin);
}

InspectorServer::InspectorServer(loop::Loop& loop, InspectorOptions options,
                                 engine::Inspectors& workers, const InspectorSources& sources)
    : options_(std::move(options)),
      workers_(workers),
      sources_(sources),
      loop_(loop),
      port_(std::make_shared<worker::LanePort>(loop)),
      server_(loop, Limits(), [this](http::Request&& request, http::Responder&& responder) {
        Answer(request.head, std::move(responder));
      }) {}

InspectorServer::~InspectorServer() { Close(); }

absl::StatusOr<std::unique_ptr<InspectorServer>> InspectorServer::Start(
    loop::Loop& loop, InspectorOptions options, engine::Inspectors& workers,
    const InspectorSources& sources) {
  auto server = std::unique_ptr<InspectorServer>(
      new InspectorServer(loop, std::move(options), workers, sources));
  if (absl::Status status = server->Listen(); !status.ok()) {
    return absl::Status(status.code(), absl::StrCat("inspector port: ", status.message()));
  }
  return server;
}

absl::Status InspectorServer::Listen() {
  const int attempts = options_.port == 0 ? 1 : kPortAttempts;
  absl::Status first;
  for (int i = 0; i < attempts && options_.port + i <= 65535; ++i) {
    const auto port = static_cast<uint16_t>(options_.port + i);
    absl::Status status = server_.Listen(options_.address, port, false);
    if (status.ok()) return status;
    if (first.ok()) first = status;
    if (!absl::IsAlreadyExists(status)) break;
  }
  return first;
}

std::string InspectorServer::DevToolsUrl(std::string_view worker) const {
  std::string first;
  const auto all = workers_.all();
  if (worker.empty() && !all.empty()) first = all.front()->worker();
  return FrontendUrl(loop::ToString({options_.address, port()}), worker.empty() ? first : worker);
}

void InspectorServer::Close() {
  // First, so that none asks for an isolate that it has not.
  clients_.clear();
  workers_.Quit();
  port_->Close();
  server_.Drain([] {});
}

void InspectorServer::Answer(const http::RequestHead& request, http::Responder&& responder) {
  if (!IsOwnAuthority(request.authority, options_.address)) {
    return Send(std::move(responder), 403,
                absl::StrCat("The request's host is ", Quoted(request.authority),
                             "; expected localhost, 127.0.0.1, [::1] or the address that this "
                             "port is of.\n"));
  }
  const std::optional<std::string_view> origin = request.headers.Get("origin");
  if (origin.has_value() && !IsInspectorOrigin(*origin)) {
    return Send(std::move(responder), 403,
                absl::StrCat("The request's origin is ", Quoted(*origin),
                             "; expected DevTools or a page of this machine.\n"));
  }
  const std::string_view target = request.target;
  std::string_view path = target.substr(0, target.find('?'));
  if (request.headers.Has("upgrade")) return Upgrade(path, std::move(responder));
  if (path.size() > 1) absl::ConsumeSuffix(&path, "/");
  if (path != "/json" && path != "/json/list" && path != "/json/version") {
    return Send(std::move(responder), 404,
                absl::StrCat("Nothing is at ", Quoted(path),
                             "; expected /json/list, /json/version, or a WebSocket.\n"));
  }
  if (request.method != "GET" && request.method != "HEAD") {
    return Send(std::move(responder), 405,
                absl::StrCat("The method is ", request.method, "; expected GET or HEAD.\n"));
  }
  const bool is_version = path == "/json/version";
  Send(std::move(responder), 200, is_version ? VersionJson() : ListJson(request.authority), kJson);
}

std::shared_ptr<engine::Inspector> InspectorServer::FindWorker(std::string_view path) const {
  const std::string_view name = path.substr(std::min<size_t>(path.size(), 1));
  const std::vector<std::shared_ptr<engine::Inspector>> all = workers_.all();
  for (const std::shared_ptr<engine::Inspector>& worker : all) {
    if (name == worker->worker()) return worker;
  }
  // The first one, for those who know of one only.
  const bool any = name.empty() || name == "ws";
  return any && !all.empty() ? all.front() : nullptr;
}

void InspectorServer::Upgrade(std::string_view path, http::Responder&& responder) {
  std::shared_ptr<engine::Inspector> worker = FindWorker(path);
  if (worker == nullptr) {
    return Send(
        std::move(responder), 404,
        absl::StrCat("No worker is at ", Quoted(path), "; /json/list has those there are.\n"));
  }
  http::Upgraded upgraded = responder->Upgrade({});
  if (upgraded.websocket == nullptr) return;  // it was told why
  const uint64_t number = ++last_client_;
  clients_[number] = std::make_unique<InspectorClient>(
      port_, std::move(worker), sources_, std::move(upgraded.websocket), [this, number] {
        // Not within its own callback.
        loop_.Post([weak = weak_.Get(), number] {
          if (weak) weak->clients_.erase(number);
        });
      });
}

std::string InspectorServer::ListJson(std::string_view authority) const {
  Json list = Json::array();
  for (const std::shared_ptr<engine::Inspector>& worker : workers_.all()) {
    const std::string& name = worker->worker();
    const std::string address = absl::StrCat(authority, "/", name);
    list.push_back({{"id", name},
                    {"type", "node"},
                    {"title", absl::StrCat("Atoll worker ", name)},
                    {"description", worker->paused() ? "a worker, paused" : "a worker"},
                    {"url", sources_.FolderUrl(name)},
                    {"webSocketDebuggerUrl", absl::StrCat("ws://", address)},
                    {"devtoolsFrontendUrl", FrontendUrl(authority, name)},
                    {"devtoolsFrontendUrlCompat", FrontendUrl(authority, name)}});
  }
  return list.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string InspectorServer::VersionJson() const {
  const Json version = {{"Browser", absl::StrCat("Atoll/", options_.version)},
                        {"Protocol-Version", "1.3"},
                        {"V8-Version", engine::Platform::V8Version()}};
  return version.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace host
