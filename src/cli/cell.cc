#include "src/cli/cell.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cli/cell_options.h"
#include "src/host/cron/run_url.h"
#include "src/host/log_lines.h"
#include "src/host/machine.h"
#include "src/host/recycling.h"

namespace cli {
namespace {

// How often a cell looks whether the one before it has let go of the cache's folder.
constexpr int64_t kCacheLookMillis = 50;
// When a cell asks again to be replaced, where the supervisor's channel is full.
constexpr int64_t kAskAgainMillis = 500;
// For how long connections to the admin port may still bring a request when another cell has it.
constexpr int64_t kAdminIdleMillis = 1'000;
// How long the last answers there may take.
constexpr int64_t kAdminPatienceMillis = 1'000;

}  // namespace

Cell::Cell(ServeCommand command, Context& context)
    : command_(std::move(command)),
      context_(context),
      many_(ServesMany(command_.node)),
      measures_starts_(!supervised() || !command_.cell->stand_by),
      sources_(ListSources(command_.node, command_.project)),
      code_caches_(OpenStore(command_.node.data_dir, "code-cache", context)),
      snapshot_store_(OpenStore(command_.node.data_dir, "snapshots", context)),
      snapshots_(StartSnapshots(command_.node, snapshot_store_.get(), context)),
      metrics_(context.version, engine::Platform::V8Version()),
      kv_(MakeKvHost(command_.node, metrics_.kv(), context)),
      cache_(MakeCache(command_.node, supervised(), metrics_.cache(), context)),
      deploy_(DeployOptionsOf(command_, context, *kv_)),
      observer_(context.console, command_.node.log),
      cache_timer_(control_),
      recycle_timer_(control_),
      ask_timer_(control_) {}

absl::Status Cell::Start() {
  if (!sources_.ok()) return sources_.status();
  worker::NodeOptions node = NodeOptionsOf(command_.node, sources_->size(), cache_.get());
  node.on_parked = [this](const worker::ParkedTurn& turn) { OnParked(turn); };
  if (snapshots_ != nullptr) {
    node.on_start = [this](const std::shared_ptr<const worker::Version>& version,
                           worker::StartKind kind, int64_t cpu_nanos) {
      if (measures_starts_) snapshots_->OnStart(version, kind, cpu_nanos);
    };
  }
  node_ = std::make_unique<worker::Node>(context_.snapshot, base::Clock::Real(), observer_,
                                         metrics_.node(), std::move(node));
  host::EdgeOptions options;
  options.route = RouteOf(command_.node, *sources_);
  options.address = command_.node.listen.address;
  options.port = command_.node.listen.port;
  options.later = supervised();
  options.threads = command_.node.threads > 0 ? command_.node.threads : host::CoreCount();
  options.max_body_bytes = command_.node.max_body_bytes;
  node_crons_ = CronsOf(*sources_, command_.node.cron);
  if (!many_) {
    if (absl::Status status = DeployLoneWorker(options); !status.ok()) return status;
  }
  deployments_ = std::make_unique<host::Deployments>(
      context_.snapshot, *std::move(sources_), DeploymentsOptions(), observer_, context_.console);
  if (!supervised() && command_.node.admin) {
    auto admin = host::AdminServer::Start(control_, AdminOptions(), metrics_);
    if (!admin.ok()) return admin.status();
    admin_ = *std::move(admin);
  }
  auto server = host::EdgeServer::Start(control_, *node_, std::move(options), *deployments_);
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  if (!supervised() && context_.sandboxing != nullptr) {
    if (absl::Status status = context_.sandboxing->Finish(); !status.ok()) return status;
  }
  if (many_) deployments_->PrepareInBackground();
  return absl::OkStatus();
}

absl::Status Cell::DeployLoneWorker(host::EdgeOptions& options) {
  absl::StatusOr<host::Deployment> one = DeployOne(deploy_, context_, code_caches_.get());
  if (!one.ok()) return one.status();
  observer_.SetSourceMaps(one->version->spec.name, std::move(one->source_maps));
  one->version->meter = metrics_.MeterOf(one->version->spec.name);
  if (snapshots_ != nullptr) snapshots_->Find(*one->version);
  node_crons_ = CronsOf(one->version->spec.name, one->triggers, command_.node.cron);
  options.version = std::move(one->version);
  return absl::OkStatus();
}

host::Deployments::Options Cell::DeploymentsOptions() {
  host::Deployments::Options many;
  if (!many_) many.threads = 0;
  many.deploy = deploy_;
  many.code_caches = code_caches_.get();
  many.meter_of = [this](std::string_view name) { return metrics_.MeterOf(name); };
  if (snapshots_ != nullptr) {
    many.on_deployed = [this](const worker::Version& version) { snapshots_->Find(version); };
  }
  return many;
}

host::AdminOptions Cell::AdminOptions() {
  host::AdminOptions options;
  options.address = command_.node.admin->address;
  options.port = command_.node.admin->port;
  options.refresh = [this] { node_->RefreshGauges(); };
  options.run_cron = [this](const http::RequestHead& head, http::Responder&& responder) {
    host::AnswerCronRun(head, std::move(responder),
                        crons_ != nullptr ? crons_->scheduler() : nullptr);
  };
  return options;
}

std::string Cell::ServeAlone() {
  std::string ready = absl::StrCat("Listening on ", server_->Url(), "\n");
  if (admin_ != nullptr) {
    admin_->set_ready(true);
    absl::StrAppend(&ready, "Metrics on ", admin_->Url(), "/metrics\n");
  }
  StartCrons();
  return ready;
}

void Cell::Serve(supervisor::CellLink::Orders orders, absl::AnyInvocable<void()> serving) {
  context_.console.SetSilent(false);
  measures_starts_ = true;
  serves_since_ = control_.NowMillis();
  metrics_.SetRestarts(orders.serve.restarts);
  takes_over_ = orders.serve.takes_over;
  TakeCacheFolder();
  server_->Serve(std::move(orders.lanes),
                 [this, admin = std::move(orders.admin), serving = std::move(serving)]() mutable {
                   FinishSandbox();
                   if (drains_) return;
                   if (admin && command_.node.admin) StartAdmin(*std::move(admin));
                   serving();
                   StartCrons();
                 });
}

void Cell::StartAdmin(loop::Descriptor socket) {
  admin_ = host::AdminServer::Start(control_, AdminOptions(), metrics_, std::move(socket));
  admin_->set_ready(true);
}

// A sandbox that is finished lets nobody listen, so the lanes come first.
void Cell::FinishSandbox() {
  if (context_.sandboxing == nullptr) return;
  const absl::Status status = context_.sandboxing->Finish();
  if (!status.ok()) Condemn(std::string(status.message()));
}

void Cell::TakeCacheFolder() {
  if (cache_ == nullptr || cache_->TakeFolder()) return;
  cache_timer_.Start(kCacheLookMillis, [this] { TakeCacheFolder(); });
}

void Cell::StartCrons() {
  crons_ = std::make_unique<CronHost>(
      control_, context_.console,
      CronOptionsOf(command_.node, takes_over_, metrics_, *server_, context_));
  crons_->Set(std::move(node_crons_.workers), std::move(node_crons_.unknown));
}

std::vector<std::string> Cell::LookForBusy() { return busy_.Look(metrics_.UsedMeters()); }

void Cell::GetReady(const std::vector<std::string>& workers) {
  for (const std::unique_ptr<host::LaneServer>& lane : server_->lanes()) {
    for (const std::string& worker : workers) lane->Warm(worker);
  }
}

void Cell::Drain() {
  drains_ = true;
  if (admin_ != nullptr) admin_->set_ready(false);
  cache_timer_.Stop();
  recycle_timer_.Stop();
  if (supervised() && cache_ != nullptr) cache_->LetGoOfFolder();
  if (crons_ != nullptr) crons_->Drain();
}

void Cell::LeaveAdmin() {
  if (admin_ != nullptr) admin_->Drain([] {}, kAdminIdleMillis);
}

void Cell::Finish() {
  // Who has asked for a run hears how it has ended in a round of the loop.
  if (crons_ != nullptr) crons_->Finish();
  crons_ = nullptr;
  if (admin_ != nullptr) FinishAdmin();
}

void Cell::FinishAdmin() {
  // Its clock stood still while the crons were written.
  control_.RunOnce(loop::Wait::kNo);
  bool over = false;
  loop::Timer patience(control_);
  patience.Start(kAdminPatienceMillis, [&over] { over = true; });
  admin_->Drain([&over] { over = true; }, /*idle_millis=*/0);
  while (!over) control_.RunOnce(loop::Wait::kYes);
  admin_ = nullptr;
}

void Cell::OnParked(const worker::ParkedTurn& turn) {
  Tell(host::ParkedLine(turn, command_.node.log.format));
  const host::ParkedBounds bounds = {command_.node.parked_threads, command_.node.parked_bytes};
  std::string reason = absl::StrCat("a thread is parked in a turn of the worker ", turn.worker);
  switch (host::JudgeParked(turn, bounds)) {
    case host::Recycling::kInTime:
      return control_.Post([this, reason = std::move(reason)] { CondemnInTime(reason); });
    case host::Recycling::kNow:
      return Condemn(reason);
    case host::Recycling::kExhausted:
      return Exhaust(absl::StrCat("parked threads: ", turn.threads, ", isolates of ",
                                  turn.heap_bytes >> 20, " MB"));
  }
}

void Cell::CondemnInTime(const std::string& reason) {
  const int64_t from = serves_since_ ? *serves_since_ + host::kRestMillis : 0;
  if (control_.NowMillis() >= from) return Condemn(reason);
  if (recycle_timer_.active()) return;
  recycle_timer_.Start(from - control_.NowMillis(), [this, reason] { Condemn(reason); });
}

void Cell::Condemn(const std::string& reason) {
  if (condemned_.exchange(true)) return;
  if (supervised()) return AskSupervisor(reason);
  TellCondemned(reason);
}

void Cell::Exhaust(const std::string& reason) {
  condemned_ = true;
  if (exhausted_.exchange(true)) return;
  if (supervised()) return AskSupervisor(reason);
  TellCondemned(reason);
  control_.Post([this] {
    if (on_exhausted_) on_exhausted_();
  });
}

void Cell::AskSupervisor(const std::string& reason) {
  const int end = command_.cell->control;
  const bool sent =
      exhausted_ ? supervisor::SendExhausted(end, reason) : supervisor::SendCondemned(end, reason);
  if (sent) return;
  control_.Post([this, reason] {
    ask_timer_.Start(kAskAgainMillis, [this, reason] { AskSupervisor(reason); });
  });
}

void Cell::TellCondemned(const std::string& reason) {
  Tell(host::FormatLine(
      {.kind = "cell",
       .fields = {{"event", "condemned"}, {"reason", host::LogEntry::Text{reason}}}},
      command_.node.log.format));
}

void Cell::Tell(std::string line) {
  control_.Post([this, line = std::move(line)] { context_.console.Error(line); });
}

}  // namespace cli
