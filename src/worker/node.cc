#include "src/worker/node.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <thread>
#include <utility>

#include "src/worker/warm_up.h"

namespace worker {
namespace {

constexpr int64_t kMeasureNanos = 10'000'000;

// Memory maps that an isolate takes, about, and those that the rest of the process may need.
constexpr size_t kMapsPerIsolate = 16;
constexpr size_t kOtherMaps = 5'000;
constexpr size_t kUsualMaps = 65'530;

size_t MaxIsolates() {
  size_t maps = kUsualMaps;
  std::ifstream("/proc/sys/vm/max_map_count") >> maps;
  return std::max(maps, kOtherMaps + kMapsPerIsolate * 100) / kMapsPerIsolate -
         kOtherMaps / kMapsPerIsolate;
}

engine::IsolatePool::Options WithWarmUp(engine::IsolatePool::Options options) {
  options.warm_up = [](engine::Isolate& isolate) { WarmUp(isolate, WarmUpKind::kLeast); };
  return options;
}

// How an isolate starts that is made for `version`.
StartKind KindOf(const Version& version) {
  return version.snapshot->Get() != nullptr ? StartKind::kSnapshot : StartKind::kFresh;
}

std::string_view ParkedName(engine::Parked why) {
  switch (why) {
    case engine::Parked::kNo:
      return "no";
    case engine::Parked::kStuck:
      return "stuck";
    case engine::Parked::kMemory:
      return "memory";
    case engine::Parked::kFault:
      return "fault";
  }
  return "";
}

uint64_t ResidentBytes() {
  uint64_t size = 0;
  uint64_t resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

Node::Node(const engine::Snapshot& snapshot, const base::Clock& clock, Observer& observer,
           NodeMeter& meter, NodeOptions options)
    : snapshot_(snapshot),
      clock_(clock),
      observer_(observer),
      options_(options),
      max_isolates_(MaxIsolates()),
      meter_(meter),
      watchdog_(options.watchdog),
      task_pool_(static_cast<int>(std::max(1u, std::thread::hardware_concurrency()))),
      pool_(snapshot, WithWarmUp(options.pool)) {}

Node::~Node() {
  // Their threads give isolates back.
  std::map<std::string, std::unique_ptr<Debuggee>> debuggees;
  {
    absl::MutexLock lock(mutex_);
    debuggees.swap(debuggees_);
  }
}

Debuggee* Node::FindDebuggee(const std::string& worker) {
  if (options_.inspectors == nullptr) return nullptr;
  absl::MutexLock lock(mutex_);
  std::unique_ptr<Debuggee>& found = debuggees_[worker];
  if (found == nullptr) {
    found = std::make_unique<Debuggee>(options_.inspectors->Of(worker), watchdog_);
  }
  return found.get();
}

bool Node::WaitDebuggees(absl::Duration patience) {
  std::vector<Debuggee*> debuggees;
  {
    absl::MutexLock lock(mutex_);
    for (const auto& [worker, debuggee] : debuggees_) debuggees.push_back(debuggee.get());
  }
  return std::all_of(debuggees.begin(), debuggees.end(), [patience](Debuggee* debuggee) {
    return debuggee->thread.WaitIdle(patience);
  });
}

Node::Claimed Node::Count(Claimed claimed, const Limits& limits) {
  ++isolates_;
  claimed.isolate->SetMemoryLimit(limits.memory_bytes);
  return claimed;
}

std::shared_ptr<const engine::Snapshot> Node::SnapshotFor(const Version& version) const {
  if (std::shared_ptr<const engine::Snapshot> own = version.snapshot->Get()) return own;
  return version.graph.imports_node ? snapshot_.library() : nullptr;
}

Node::Claimed Node::Claim(const Version& version) {
  if (SnapshotFor(version) != nullptr) return {};
  Claimed claimed = {pool_.Claim(), StartKind::kPooled, clock_.MonotonicNanos()};
  if (claimed.isolate == nullptr) return claimed;
  return Count(std::move(claimed), version.spec.limits);
}

Node::Claimed Node::ClaimNow(const Version& version) {
  Claimed claimed = Claim(version);
  if (claimed.isolate != nullptr) return claimed;
  claimed.asked_nanos = clock_.MonotonicNanos();
  claimed.kind = KindOf(version);
  if (std::shared_ptr<const engine::Snapshot> snapshot = SnapshotFor(version)) {
    claimed.isolate = engine::Isolate::New(std::move(snapshot), options_.pool.isolate);
  } else {
    claimed.isolate = engine::Isolate::New(snapshot_, options_.pool.isolate);
  }
  return Count(std::move(claimed), version.spec.limits);
}

void Node::Request(const Version& version, absl::AnyInvocable<void(Claimed)> ready) {
  pool_.Request(SnapshotFor(version), [this, kind = KindOf(version), limits = version.spec.limits,
                                       asked = clock_.MonotonicNanos(), ready = std::move(ready)](
                                          std::unique_ptr<engine::Isolate> isolate) mutable {
    ready(Count({std::move(isolate), kind, asked}, limits));
  });
}

void Node::Dispose(std::unique_ptr<engine::Isolate> isolate) {
  if (isolate->termination() != engine::Termination::kNone) ++meter_.condemned;
  --isolates_;
  disposer_.Dispose(std::move(isolate));
}

MemoryView Node::ViewMemory() {
  const int64_t now = base::Clock::Real().MonotonicNanos();
  MemoryView view;
  view.target_bytes = options_.memory_target_bytes;
  view.isolates = isolates_.load();
  view.max_isolates = max_isolates_;
  absl::MutexLock lock(mutex_);
  if (now - measured_nanos_ > kMeasureNanos) {
    measured_nanos_ = now;
    resident_bytes_ = ResidentBytes();
    // What waits to be disposed of is as good as gone.
    isolates_then_ = view.isolates + disposer_.waiting();
  }
  view.resident_bytes = resident_bytes_;
  view.isolates_then = isolates_then_;
  return view;
}

void Node::OnParked(std::string_view worker, engine::Parked why, size_t bytes) {
  ParkedTurn turn = {worker, ParkedName(why)};
  turn.threads = ++meter_.parked_threads;
  turn.heap_bytes = meter_.parked_bytes += static_cast<int64_t>(bytes);
  if (options_.on_parked) options_.on_parked(turn);
}

size_t Node::EvictionsWanted() {
  if (options_.memory_target_bytes == 0 && isolates_.load() < max_isolates_) return 0;
  return worker::EvictionsWanted(ViewMemory());
}

std::shared_ptr<LaneGauges> Node::AddLane() {
  auto gauges = std::make_shared<LaneGauges>();
  absl::MutexLock lock(mutex_);
  lanes_.push_back(gauges);
  return gauges;
}

void Node::RefreshGauges() {
  int64_t isolates = 0;
  int64_t active = 0;
  int64_t queued = 0;
  {
    absl::MutexLock lock(mutex_);
    std::erase_if(lanes_, [](const auto& lane) { return lane.use_count() == 1; });
    for (const auto& lane : lanes_) {
      isolates += lane->isolates.load(std::memory_order_relaxed);
      active += lane->active.load(std::memory_order_relaxed);
      queued += lane->queued.load(std::memory_order_relaxed);
    }
  }
  meter_.isolates_active = active;
  meter_.isolates_idle = isolates - active;
  meter_.isolates_pooled = static_cast<int64_t>(pool_.size());
  meter_.queued = queued;
}

}  // namespace worker
