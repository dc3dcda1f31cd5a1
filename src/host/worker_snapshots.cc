#include "src/host/worker_snapshots.h"

#include <algorithm>
#include <ctime>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/thread_priority.h"
#include "src/engine/isolate.h"
#include "src/host/log_lines.h"
#include "src/host/snapshot_maker.h"
#include "src/host/worker_image.h"

namespace host {
namespace {

constexpr int64_t kNanosPerMicro = 1'000;
// Versions that wait; one that comes to a full queue may come again when it starts again.
constexpr size_t kMaxJobs = 1'000;

int64_t ThreadCpuNanos() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// The CPU time that restoring an isolate takes: the better of two.
int64_t MeasureRestore(const std::shared_ptr<const engine::Snapshot>& snapshot,
                       const engine::Isolate::Options& options) {
  int64_t best = INT64_MAX;
  for (int i = 0; i < 2; ++i) {
    const int64_t begin = ThreadCpuNanos();
    const std::unique_ptr<engine::Isolate> isolate = engine::Isolate::New(snapshot, options);
    best = std::min(best, ThreadCpuNanos() - begin);
  }
  return best;
}

bool HasWasm(const engine::ModuleGraph& graph) {
  for (const engine::ModuleSource& module : graph.modules) {
    if (module.kind == engine::ModuleKind::kWasm) return true;
  }
  return false;
}

}  // namespace

bool IsSnapshotWorthWhile(int64_t startup_cpu_nanos, int64_t restore_cpu_nanos) {
  return restore_cpu_nanos <= startup_cpu_nanos / 2;
}

WorkerSnapshots::WorkerSnapshots(const engine::Snapshot& base, Options options, Console& console)
    : base_(base), options_(std::move(options)), console_(console), thread_([this] { Run(); }) {}

WorkerSnapshots::~WorkerSnapshots() {
  {
    absl::MutexLock lock(mutex_);
    stopped_ = true;
  }
  thread_.join();
}

void WorkerSnapshots::OnStart(const std::shared_ptr<const worker::Version>& version,
                              worker::StartKind kind, int64_t cpu_nanos) {
  if (kind == worker::StartKind::kSnapshot || cpu_nanos < options_.min_startup_nanos) return;
  absl::MutexLock lock(mutex_);
  if (jobs_.size() >= kMaxJobs || !version->snapshot->TakeChance()) return;
  jobs_.push_back({version, cpu_nanos});
}

void WorkerSnapshots::Run() {
  base::BeNice();
  for (;;) {
    Job job;
    {
      absl::MutexLock lock(mutex_, absl::Condition(this, &WorkerSnapshots::HasJob));
      if (stopped_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    Make(job);
  }
}

std::shared_ptr<const engine::Snapshot> WorkerSnapshots::Count(std::string blob) const {
  const size_t size = blob.size();
  *bytes_ += size;
  return std::shared_ptr<const engine::Snapshot>(
      new engine::Snapshot(base_, std::move(blob)),
      [bytes = bytes_, size](const engine::Snapshot* gone) {
        delete gone;
        *bytes -= size;
      });
}

void WorkerSnapshots::Find(const worker::Version& version) {
  if (options_.store == nullptr || HasWasm(version.graph) || *bytes_ >= options_.max_bytes) return;
  const base::Bytes kept =
      options_.store->Find(EncodeWorkerImage(version), engine::ScriptKind::kModule);
  if (kept.empty() || !version.snapshot->TakeChance()) return;
  version.snapshot->Set(Count(std::string(kept.view())));
}

void WorkerSnapshots::Make(const Job& job) {
  const worker::Version& version = *job.version;
  LogEntry entry{"snapshot", {{"worker", version.spec.name}, {"version", version.id}}};
  const auto say = [&](std::string_view used) {
    entry.fields.emplace_back("used", used);
    entry.fields.emplace_back("startup_us", job.startup_nanos / kNanosPerMicro);
  };
  const std::string image = EncodeWorkerImage(version);
  absl::StatusOr<std::string> blob = absl::FailedPreconditionError("it has a WebAssembly module");
  if (*bytes_ >= options_.max_bytes) {
    blob = absl::ResourceExhaustedError(
        absl::StrCat("the snapshots of other workers take ", bytes_->load(), " octets"));
  } else if (!HasWasm(version.graph)) {
    blob = MakeWorkerSnapshotApart(options_.program, image, stopped_, options_.spawner);
  }
  if (stopped_) return;
  if (!blob.ok()) {
    say("no");
    entry.fields.emplace_back("reason", LogEntry::Text{blob.status().message()});
    return console_.Error(FormatLine(entry, options_.format));
  }
  const std::shared_ptr<const engine::Snapshot> snapshot = Count(*std::move(blob));
  engine::Isolate::Options isolate;
  isolate.memory_limit_bytes = version.spec.limits.memory_bytes;
  const int64_t restore_nanos = MeasureRestore(snapshot, isolate);
  const bool used = IsSnapshotWorthWhile(job.startup_nanos, restore_nanos);
  if (used) {
    version.snapshot->Set(snapshot);
    if (options_.store != nullptr) {
      options_.store->Keep(image, engine::ScriptKind::kModule,
                           base::Bytes(std::string(snapshot->blob())));
    }
  }
  say(used ? "yes" : "no");
  entry.fields.emplace_back("restore_us", restore_nanos / kNanosPerMicro);
  entry.fields.emplace_back("bytes", static_cast<int64_t>(snapshot->blob().size()));
  console_.Error(FormatLine(entry, options_.format));
}

}  // namespace host
