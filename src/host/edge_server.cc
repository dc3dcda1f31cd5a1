#include "src/host/edge_server.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/host/lone_worker.h"

namespace host {
namespace {

// Takes the port before the lanes do. They share it, and so would a second process: for a port
// that was named, one listener that shares nothing finds whether somebody has it. One that the
// kernel chooses is shared with the lanes until they listen, so that nobody gets it in between.
absl::StatusOr<std::unique_ptr<http::Server>> ClaimPort(loop::Loop& control,
                                                        const EdgeOptions& options) {
  auto claim = std::make_unique<http::Server>(control, http::ServerOptions(),
                                              [](http::Request, http::Responder) {});
  const bool any = options.port == 0;
  if (absl::Status status = claim->Listen(options.address, options.port, any); !status.ok()) {
    return status;
  }
  return claim;
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
  if (options_.version != nullptr) {
    absl::StatusOr<std::unique_ptr<worker::Service>> service =
        lane.NewStartedService(options_.version);
    if (!service.ok()) return service.status();
    auto lone = std::make_unique<LoneWorker>(options_.version->spec.name, *std::move(service));
    lane.SetDirectory(lone.get());
    return lone;
  }
  auto router = std::make_unique<HostRouter>(
      lane.port(), options_.route, deployments_,
      [&lane](std::shared_ptr<const worker::Version> version) {
        return lane.NewService(std::move(version));
      },
      observer_);
  lane.SetDirectory(router.get());
  return router;
}

absl::StatusOr<std::unique_ptr<EdgeServer>> EdgeServer::Start(loop::Loop& control,
                                                              worker::Node& node,
                                                              EdgeOptions options,
                                                              VersionSource& deployments) {
  auto server =
      std::unique_ptr<EdgeServer>(new EdgeServer(control, node, std::move(options), deployments));
  std::unique_ptr<http::Server> claim;
  uint16_t port = 0;
  if (!server->options_.later) {
    auto claimed = ClaimPort(control, server->options_);
    if (!claimed.ok()) return claimed.status();
    claim = *std::move(claimed);
    port = claim->port();
    if (server->options_.port != 0) claim = nullptr;
  }

  LaneServer::Options lane;
  lane.node = &node;
  lane.crew = &server->crew_;
  lane.server.max_body_bytes = server->options_.max_body_bytes;
  lane.listen.addresses = {server->options_.address};
  lane.listen.port = port;
  lane.listen.reuse_port = true;
  lane.listen.later = server->options_.later;
  for (int i = 0; i < server->options_.threads; ++i) {
    server->lanes_.push_back(std::make_unique<LaneServer>(
        lane, [owner = server.get()](worker::Lane& lane) { return owner->MakeService(lane); },
        [&control] { control.Post([] {}); }));
  }
  absl::Status status;
  for (const auto& lane : server->lanes_) status.Update(lane->WaitReady());
  if (!status.ok()) return status;
  return server;
}

void EdgeServer::Serve(std::vector<loop::Descriptor> sockets, absl::AnyInvocable<void()> done) {
  std::vector<std::vector<loop::Descriptor>> shares(lanes_.size());
  for (size_t i = 0; i < sockets.size(); ++i) {
    shares[i % shares.size()].push_back(std::move(sockets[i]));
  }
  struct Pending {
    size_t lanes;
    absl::AnyInvocable<void()> done;
  };
  auto pending = std::make_shared<Pending>(lanes_.size(), std::move(done));
  for (size_t i = 0; i < lanes_.size(); ++i) {
    lanes_[i]->Serve(std::move(shares[i]), [this, pending] {
      control_.Post([pending] {
        if (--pending->lanes == 0) pending->done();
      });
    });
  }
}

int64_t EdgeServer::LongestStall() {
  int64_t longest = 0;
  for (const auto& lane : lanes_) longest = std::max(longest, lane->AskForLife());
  return longest;
}

}  // namespace host
