#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "bindings/kv/kv_host.h"
#include "src/cache/store.h"
#include "src/cli/commands.h"
#include "src/cli/cron_host.h"
#include "src/cli/worker_sources.h"
#include "src/host/admin_server.h"
#include "src/host/busy_workers.h"
#include "src/host/code_cache_store.h"
#include "src/host/deploy.h"
#include "src/host/deployments.h"
#include "src/host/edge_observer.h"
#include "src/host/edge_server.h"
#include "src/host/metrics.h"
#include "src/host/shutdown.h"
#include "src/host/worker_snapshots.h"
#include "src/loop/loop.h"
#include "src/loop/timer.h"
#include "src/supervisor/cell_link.h"
#include "src/worker/node.h"

namespace cli {

// The process that serves, with all that it has loaded: alone, or one of those that a supervisor
// starts. Bound to the thread that makes it, whose loop is the control loop.
//
// What another cell may have at the same time, Start opens: files of workers, KV namespaces, code
// caches, snapshots. What one alone has, Serve takes: the sockets, the folder of the cache, the
// crons. Drain lets go of it.
class Cell {
 public:
  // `command.cell`: what a supervisor says; none: it is alone. `context` is borrowed.
  Cell(ServeCommand command, Context& context);

  // Deploys the one worker and starts the lanes. Alone, they listen. Errors are for people.
  absl::Status Start();
  // Alone: takes what one process has, and gives the lines that say where it listens.
  std::string ServeAlone();
  // For a supervisor: takes what one process has. `serving` is called in a round of the control
  // loop when all lanes accept connections, unless it drains by then.
  void Serve(supervisor::CellLink::Orders orders, absl::AnyInvocable<void()> serving);
  // The workers that answer requests now, as host::BusyWorkers tells; none before it serves.
  std::vector<std::string> LookForBusy();
  // Has every lane get these workers ready, before it serves: in the cell whose place it is to take
  // they are busy.
  void GetReady(const std::vector<std::string>& workers);
  // Begins nothing more, and lets go of what another process is to have.
  void Drain();
  // The same of the admin port, which the next cell has.
  void LeaveAdmin();
  // Answers who still asks on the admin port. The last call; turns the control loop.
  void Finish();

  // Asks the supervisor to replace this process, which serves on until then; the first time. Alone
  // it says so in the log. // any thread
  void Condemn(const std::string& reason);
  // What to do, alone, when it should serve no more because of what is parked in it. Called in a
  // round of the control loop.
  void SetOnExhausted(absl::AnyInvocable<void()> on_exhausted) {
    on_exhausted_ = std::move(on_exhausted);
  }

  loop::Loop& control() { return control_; }
  host::EdgeServer& server() { return *server_; }

 private:
  // A thread is parked. // any thread
  void OnParked(const worker::ParkedTurn& turn);
  // Asks to be replaced when this process has served for some time; a stand-by asks at once.
  void CondemnInTime(const std::string& reason);
  void Exhaust(const std::string& reason);
  // Says to the supervisor that it is exhausted, or condemned: again, where there is no room for
  // that now. // any thread
  void AskSupervisor(const std::string& reason);
  void TellCondemned(const std::string& reason);
  // Has the control loop write a line: the watchdog, which has no time for whoever reads the log,
  // calls what leads here. // any thread
  void Tell(std::string line);
  bool supervised() const { return command_.cell.has_value(); }
  absl::Status DeployLoneWorker(host::EdgeOptions& options);
  host::Deployments::Options DeploymentsOptions();
  host::AdminOptions AdminOptions();
  void TakeCacheFolder();
  void FinishSandbox();
  void StartAdmin(loop::Descriptor socket);
  void StartCrons();
  void FinishAdmin();

  const ServeCommand command_;
  Context& context_;
  const bool many_;
  std::atomic<bool> condemned_ = false;
  std::atomic<bool> exhausted_ = false;
  absl::AnyInvocable<void()> on_exhausted_;  // null: nobody is alone
  // Whether starts of workers count: those of a stand-by have been measured where they serve.
  std::atomic<bool> measures_starts_;
  absl::StatusOr<std::vector<host::WorkerSource>> sources_;
  NodeCrons node_crons_;
  std::unique_ptr<host::CodeCacheStore> code_caches_;
  std::unique_ptr<host::CodeCacheStore> snapshot_store_;
  std::unique_ptr<host::WorkerSnapshots> snapshots_;
  host::Metrics metrics_;
  host::BusyWorkers busy_;
  std::unique_ptr<bindings::KvHost> kv_;
  std::unique_ptr<cache::Store> cache_;
  host::DeployOptions deploy_;
  host::EdgeObserver observer_;
  std::unique_ptr<worker::Node> node_;
  std::unique_ptr<host::Deployments> deployments_;
  bool takes_over_ = false;  // from a cell that may still drain
  loop::Loop control_;
  loop::Timer cache_timer_;
  loop::Timer recycle_timer_;
  loop::Timer ask_timer_;
  bool drains_ = false;
  std::optional<int64_t> serves_since_;  // in the control loop's time, for a supervisor
  std::unique_ptr<CronHost> crons_;
  std::unique_ptr<host::AdminServer> admin_;
  std::unique_ptr<host::EdgeServer> server_;
};

}  // namespace cli
