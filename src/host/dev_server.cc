#include "src/host/dev_server.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/host/bindings_table.h"
#include "src/host/dev_site.h"
#include "src/host/edge_server.h"

namespace host {
namespace {

constexpr int kPortAttempts = 100;

// One isolate a worker, so that module state behaves as people expect while they write.
worker::NodeOptions NodeOptionsOf(const DevOptions& dev) {
  worker::NodeOptions options;
  options.inspectors = dev.inspectors;
  options.on_parked = dev.on_parked;
  options.isolates_per_worker = 1;
  options.pool.min = 1;
  options.pool.max = 1;
  // What else is being developed on this machine.
  options.outbound.policy.loopback = true;
  options.cache = dev.cache;
  return options;
}

}  // namespace

DevServer::DevServer(const engine::Snapshot& snapshot, DevOptions options, Console& console)
    : options_(std::move(options)),
      observer_(console, options_.log_level),
      node_(snapshot, base::Clock::Real(), observer_, meter_, NodeOptionsOf(options_)),
      crew_(node_.watchdog(), 1) {}

absl::StatusOr<std::unique_ptr<DevServer>> DevServer::Start(loop::Loop& control,
                                                            const engine::Snapshot& snapshot,
                                                            DevOptions options, Console& console) {
  auto server = std::unique_ptr<DevServer>(new DevServer(snapshot, std::move(options), console));
  LaneServer::Options lane;
  lane.node = &server->node_;
  lane.crew = &server->crew_;
  lane.server.max_body_bytes = server->options_.max_body_bytes;
  if (server->options_.address.empty()) {
    lane.listen.addresses = {"127.0.0.1", "::1"};
  } else {
    lane.listen.addresses = {server->options_.address};
  }
  lane.listen.port = server->options_.port;
  lane.listen.port_attempts = kPortAttempts;
  auto make = [&snapshot, &console, owner = server.get()](
                  worker::Lane& lane) -> absl::StatusOr<std::unique_ptr<worker::Service>> {
    return owner->MakeSite(lane, snapshot, console);
  };
  server->lanes_.push_back(std::make_unique<LaneServer>(std::move(lane), std::move(make),
                                                        [&control] { control.Post([] {}); }));
  if (absl::Status status = server->lanes_.front()->WaitReady(); !status.ok()) return status;
  if (server->options_.port != 0 && server->port() != server->options_.port) {
    console.Error(absl::StrCat("Port ", server->options_.port, " is busy; using ", server->port(),
                               " instead\n"));
  }
  return server;
}

std::unique_ptr<DevSite> DevServer::MakeSite(worker::Lane& lane, const engine::Snapshot& snapshot,
                                             Console& console) {
  DevSiteOptions options;
  options.workers = {options_.deploy};
  for (const ProjectOptions& other : options_.others) {
    options.workers.push_back(options_.deploy);
    options.workers.back().project = other;
  }
  options.address = options_.address;
  options.test_scheduled = options_.test_scheduled;
  options.live_reload = options_.live_reload;
  options.on_crons = options_.on_crons;
  options.pages = options_.pages;
  auto site = std::make_unique<DevSite>(lane, snapshot, std::move(options), observer_, console);
  port_ = lane.port();
  site_ = site->weak();
  for (const auto& worker : site->workers()) {
    if (worker->version() == nullptr) continue;
    const std::string table = BindingsTable(worker->bindings());
    if (table.empty()) continue;
    const bool named = site->workers().size() > 1;
    absl::StrAppend(&bindings_, named ? worker->name() + "\n" : "", table, "\n");
  }
  return site;
}

void DevServer::Restart() {
  port_->Post([site = site_] {
    if (site) site->Restart();
  });
}

void DevServer::EndStreams() {
  port_->Post([site = site_] {
    if (site) site->Drain();
  });
}

std::string DevServer::Url() const {
  const bool local = options_.address.empty() || options_.address == "127.0.0.1";
  return absl::StrCat("http://", HostAndPort(local ? "localhost" : options_.address, port()));
}

}  // namespace host
