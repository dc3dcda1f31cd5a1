#include "src/host/edge_server.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/host/host_router.h"

namespace host {
namespace {

// Lanes share the port, and so would a second process: one listener that shares nothing finds
// whether somebody has it, and which port 0 stands for.
absl::StatusOr<uint16_t> ClaimPort(loop::Loop& control, const std::string& address, uint16_t port) {
  http::Server probe(control, http::ServerOptions(), [](http::Request, http::Responder) {});
  if (absl::Status status = probe.Listen(address, port, /*reuse_port=*/false); !status.ok()) {
    return status;
  }
  return probe.port();
}

}  // namespace

std::string HostAndPort(std::string_view address, uint16_t port) {
  return address.find(':') == address.npos ? absl::StrCat(address, ":", port)
                                           : absl::StrCat("[", address, "]:", port);
}

std::string EdgeServer::Url() const {
  return absl::StrCat("http://", HostAndPort(options_.address, port()));
}

absl::StatusOr<std::unique_ptr<worker::Service>> EdgeServer::MakeService(worker::Lane& lane) const {
  if (!options_.by_host) return lane.NewStartedService(options_.versions.front());
  auto router = std::make_unique<HostRouter>();
  for (const auto& version : options_.versions) {
    if (!router->Add(version->spec.name, lane.NewService(version))) {
      return absl::AlreadyExistsError(
          absl::StrCat("two workers are called \"", version->spec.name, "\"; expected one"));
    }
  }
  return router;
}

absl::StatusOr<std::unique_ptr<EdgeServer>> EdgeServer::Start(loop::Loop& control,
                                                              const engine::Snapshot& snapshot,
                                                              EdgeOptions options,
                                                              worker::Observer& observer) {
  auto server = std::unique_ptr<EdgeServer>(new EdgeServer(std::move(options)));
  absl::StatusOr<uint16_t> port =
      ClaimPort(control, server->options_.address, server->options_.port);
  if (!port.ok()) return port.status();

  LaneThread::Options lane;
  lane.snapshot = &snapshot;
  lane.clock = &base::Clock::Real();
  lane.observer = &observer;
  lane.server.max_body_bytes = server->options_.max_body_bytes;
  lane.listen.addresses = {server->options_.address};
  lane.listen.port = *port;
  lane.listen.reuse_port = true;
  for (int i = 0; i < server->options_.threads; ++i) {
    server->lanes_.push_back(std::make_unique<LaneThread>(
        lane, [owner = server.get()](worker::Lane& lane) { return owner->MakeService(lane); },
        [&control] { control.Post([] {}); }));
  }
  absl::Status status;
  for (const auto& lane : server->lanes_) status.Update(lane->WaitReady());
  if (!status.ok()) return status;
  return server;
}

}  // namespace host
