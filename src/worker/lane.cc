#include "src/worker/lane.h"

#include <utility>

#include "src/worker/instance.h"

namespace worker {
namespace {

// A worker as a Service.
class WorkerService : public Service {
 public:
  explicit WorkerService(std::unique_ptr<Instance> instance) : instance_(std::move(instance)) {}

  void Fetch(http::Request&& request, http::Responder&& responder) override {
    instance_->Deliver(std::move(request), std::move(responder));
  }

 private:
  std::unique_ptr<Instance> instance_;
};

}  // namespace

Lane::Lane(const engine::Snapshot& snapshot, const base::Clock& clock, Observer& observer)
    : snapshot_(snapshot), clock_(clock), observer_(observer) {}

Lane::~Lane() = default;

std::unique_ptr<Service> Lane::NewService(std::shared_ptr<const Version> version) {
  return std::make_unique<WorkerService>(
      std::make_unique<Instance>(snapshot_, clock_, observer_, loop_, turns_, std::move(version)));
}

absl::StatusOr<std::unique_ptr<Service>> Lane::NewStartedService(
    std::shared_ptr<const Version> version) {
  auto instance =
      std::make_unique<Instance>(snapshot_, clock_, observer_, loop_, turns_, std::move(version));
  if (absl::Status status = instance->Start(); !status.ok()) return status;
  return std::make_unique<WorkerService>(std::move(instance));
}

void Lane::Run() {
  while (!stopped_.load(std::memory_order_relaxed)) RunOnce();
}

void Lane::RunOnce() {
  loop_.RunOnce(turns_.empty() ? loop::Wait::kYes : loop::Wait::kNo);
  // Those that turns add wait for the next round, so that I/O has its share.
  for (size_t left = turns_.size(); left > 0; --left) {
    Instance* instance = turns_.TakeFirst();
    if (instance == nullptr) break;
    instance->RunTurn();
  }
}

void Lane::Stop() {
  stopped_.store(true, std::memory_order_relaxed);
  loop_.Post([] {});
}

}  // namespace worker
