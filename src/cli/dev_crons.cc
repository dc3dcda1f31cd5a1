#include "src/cli/dev_crons.h"

#include "absl/algorithm/container.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "src/base/clock.h"
#include "src/cli/cron_text.h"
#include "src/cli/worker_sources.h"
#include "src/host/cron_expression.h"
#include "src/host/log_lines.h"

namespace cli {
namespace {

std::vector<host::WorkerCrons> CronsOfAll(const std::vector<host::WorkerTriggers>& workers) {
  std::vector<host::WorkerCrons> crons;
  for (const host::WorkerTriggers& worker : workers) {
    for (host::WorkerCrons& one : CronsOf(worker.worker, worker.triggers, {}).workers) {
      crons.push_back(std::move(one));
    }
  }
  return crons;
}

}  // namespace

DevCrons::DevCrons(loop::Loop& control, host::Console& console, std::string state)
    : control_(control), console_(console), state_(std::move(state)) {}

void DevCrons::Set(std::vector<host::WorkerTriggers> workers) {
  control_.Post([this, workers = std::move(workers)] { Take(workers); });
}

void DevCrons::Start(host::LaneServer& lane) {
  CronHost::Options options;
  options.data_dir = state_;
  options.scheduler.catches_up = false;
  options.scheduler.tell = [this](const host::LogEntry& entry, host::CronScheduler::Weight weight) {
    // Of a run the observer tells.
    if (weight == host::CronScheduler::Weight::kRun) return;
    console_.Error(host::FormatLine(entry, host::LogFormat::kHuman));
  };
  options.scheduler.deliver = [&lane](size_t, worker::ScheduledEvent event,
                                      worker::ScheduledDone done) {
    lane.Scheduled(std::move(event), std::move(done));
  };
  host_ = std::make_unique<CronHost>(control_, console_, std::move(options));
}

void DevCrons::Drain() { host_->Drain(); }

void DevCrons::Finish() { host_->Finish(); }

void DevCrons::Take(const std::vector<host::WorkerTriggers>& workers) {
  if (host_ == nullptr) return;
  host_->Set(CronsOfAll(workers));
  Tell(workers);
}

void DevCrons::Tell(const std::vector<host::WorkerTriggers>& workers) {
  std::vector<std::pair<std::string, std::string>> told;
  for (const host::WorkerTriggers& worker : workers) {
    const std::string prefix = workers.size() > 1 ? absl::StrCat("[", worker.worker, "] ") : "";
    for (const std::string& cron : worker.triggers.crons) {
      told.emplace_back(worker.worker, cron);
      if (!absl::c_linear_search(told_, told.back())) TellOne(prefix, cron);
    }
  }
  told_ = std::move(told);
}

void DevCrons::TellOne(std::string_view prefix, const std::string& cron) {
  const absl::StatusOr<host::CronExpression> expression = host::CronExpression::Parse(cron);
  if (!expression.ok()) return;
  const auto now = static_cast<int64_t>(base::Clock::Real().WallMillis() / 1000);
  console_.Out(absl::StrCat(prefix, "Cron ", host::Quoted(cron), " runs next at ",
                            TimeText(expression->Next(now)), "\n"));
}

}  // namespace cli
