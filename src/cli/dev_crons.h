#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/cli/cron_host.h"
#include "src/host/console.h"
#include "src/host/lane_server.h"
#include "src/host/worker_triggers.h"
#include "src/loop/loop.h"

namespace cli {

// The crons of `atoll dev`: runs them at their times on one lane, tells when each runs next, and
// catches up on nothing. Bound to the thread of `control`, but for Set().
class DevCrons {
 public:
  // All is borrowed. What has run is kept below `state`.
  DevCrons(loop::Loop& control, host::Console& console, std::string state);

  // The crons of all workers, from now on. Any thread.
  void Set(std::vector<host::WorkerTriggers> workers);

  // Runs events on `lane`, borrowed. Before `control` runs: what is set meanwhile waits for it.
  void Start(host::LaneServer& lane);
  // Begins nothing more.
  void Drain();
  // After the lane has ended.
  void Finish();

 private:
  void Take(const std::vector<host::WorkerTriggers>& workers);
  // When workers run next by themselves, where that was not told yet.
  void Tell(const std::vector<host::WorkerTriggers>& workers);
  void TellOne(std::string_view prefix, const std::string& cron);

  loop::Loop& control_;
  host::Console& console_;
  const std::string state_;
  std::unique_ptr<CronHost> host_;
  std::vector<std::pair<std::string, std::string>> told_;  // a worker and an expression
};

}  // namespace cli
