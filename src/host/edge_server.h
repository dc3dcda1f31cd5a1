#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/host/host_router.h"
#include "src/host/lane_server.h"
#include "src/host/shutdown.h"
#include "src/host/version_source.h"
#include "src/loop/loop.h"
#include "src/worker/spec.h"

namespace host {

// What `atoll serve` runs.
struct EdgeOptions {
  // The one worker, which serves every host; null: `route` chooses among the deployments.
  std::shared_ptr<const worker::Version> version;
  Route route;
  std::string address = "127.0.0.1";
  uint16_t port = 8787;
  bool later = false;  // listens on nothing until Serve
  int threads = 1;
  uint64_t max_body_bytes = 100'000'000;
};

// Lanes on threads of their own that share one port. Thread-bound: the thread of `control`.
class EdgeServer {
 public:
  // Starts every lane and returns when all of them listen. One worker whose top level throws, a
  // busy port (kAlreadyExists) or an address that is not this machine's is an error. Everything is
  // borrowed; lanes share `deployments`.
  static absl::StatusOr<std::unique_ptr<EdgeServer>> Start(loop::Loop& control, worker::Node& node,
                                                           EdgeOptions options,
                                                           VersionSource& deployments);

  // Has the lanes accept connections of these listening sockets, each one's or several a lane.
  // `done` is called in a round of `control` when all do.
  void Serve(std::vector<loop::Descriptor> sockets, absl::AnyInvocable<void()> done);
  // The longest time for which a lane has given no sign of life (LaneServer::AskForLife), in
  // milliseconds.
  int64_t LongestStall();

  // "http://127.0.0.1:8787"
  std::string Url() const;
  uint16_t port() const { return lanes_.front()->port(); }
  std::span<const std::unique_ptr<LaneServer>> lanes() const { return lanes_; }
  worker::Crew& crew() { return crew_; }

 private:
  EdgeServer(loop::Loop& control, worker::Node& node, EdgeOptions options,
             VersionSource& deployments)
      : control_(control),
        options_(std::move(options)),
        deployments_(deployments),
        observer_(node.observer()),
        crew_(node.watchdog(), options_.threads) {}
  absl::StatusOr<std::unique_ptr<worker::Service>> MakeService(worker::Lane& lane) const;

  loop::Loop& control_;
  EdgeOptions options_;
  VersionSource& deployments_;
  worker::Observer& observer_;
  worker::Crew crew_;
  std::vector<std::unique_ptr<LaneServer>> lanes_;
};

// An address and a port as they stand in a URL: an IPv6 address gets brackets.
std::string HostAndPort(std::string_view address, uint16_t port);

}  // namespace host
