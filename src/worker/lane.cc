#include "src/worker/lane.h"

#include <random>
#include <utility>

#include "src/worker/instance.h"
#include "src/worker/worker_service.h"

namespace worker {
namespace {

// How often a lane looks whether another one needs memory.
constexpr int64_t kMemoryMillis = 1'000;
// How long the turns of a round go on before the lane looks for I/O. What is left comes first then.
constexpr int64_t kRoundNanos = 20'000'000;
// How many busy isolates are passed over in search of an idle one.
constexpr int kMaxPassedOver = 64;

uint64_t RandomSeed() {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}

}  // namespace

LaneParts::LaneParts(Node& node, loop::Loop& loop)
    : node(node),
      loop(loop),
      port(std::make_shared<LanePort>(loop)),
      gauges(node.AddLane()),
      last_request_(RandomSeed()) {}

http::Client& LaneParts::client() {
  if (client_ == nullptr) client_ = std::make_unique<http::Client>(loop, node.options().outbound);
  return *client_;
}

void LaneParts::EvictForAnother() {
  size_t wanted = node.EvictionsWanted();
  int passed = 0;
  for (auto it = started.begin(); wanted > 0 && it != started.end() && passed < kMaxPassedOver;) {
    Instance* instance = *it++;
    if (!instance->Evict()) {
      ++passed;
      continue;
    }
    --wanted;
    ++node.meter().evictions;
  }
}

Lane::Lane(Node& node) : parts_(node, loop_), memory_timer_(loop_) {
  parts_.port->Hold();
  WatchMemory();
}

Lane::~Lane() { parts_.port->Close(); }

void Lane::Own(Hand& hand) {
  parts_.hand = &hand;
  parts_.port->Hold();
}

void Lane::WatchMemory() {
  if (parts_.node.options().memory_target_bytes == 0) return;
  memory_timer_.Start(kMemoryMillis, [this] {
    if (!parts_.started.empty()) parts_.EvictForAnother();
    WatchMemory();
  });
}

std::unique_ptr<Service> Lane::NewService(std::shared_ptr<const Version> version) {
  return std::make_unique<WorkerService>(parts_, std::move(version));
}

absl::StatusOr<std::unique_ptr<Service>> Lane::NewStartedService(
    std::shared_ptr<const Version> version) {
  auto service = std::make_unique<WorkerService>(parts_, std::move(version));
  if (absl::Status status = service->Start(); !status.ok()) return status;
  return service;
}

std::shared_ptr<void> Lane::KeepBusy() {
  parts_.turns.InvocationBegins();
  return {&parts_.turns, [](TurnQueue* turns) { turns->InvocationEnds(); }};
}

Lane::Ending Lane::Run() {
  while (!stopped_.load(std::memory_order_acquire)) {
    if (!RunOnce()) return Ending::kTakenOver;
  }
  return Ending::kStopped;
}

bool Lane::RunOnce() {
  TurnQueue& turns = parts_.turns;
  loop_.RunOnce(turns.empty() ? loop::Wait::kYes : loop::Wait::kNo);
  const base::Clock& clock = parts_.node.clock();
  const int64_t began = clock.MonotonicNanos();
  // Those that turns add wait for the next round, so that I/O has its share.
  for (size_t left = turns.size(); left > 0; --left) {
    Instance* instance = turns.TakeFirst();
    if (instance == nullptr) break;
    if (!instance->RunTurn()) return false;
    if (clock.MonotonicNanos() - began >= kRoundNanos) break;
  }
  return true;
}

void Lane::Stop() {
  stopped_.store(true, std::memory_order_release);
  parts_.port->Post([] {});
}

}  // namespace worker
