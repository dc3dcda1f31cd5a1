#include "src/host/busy_workers.h"

#include <algorithm>
#include <functional>

#include "src/worker/limits.h"
#include "src/worker/outcome.h"

namespace host {
namespace {

uint64_t AnsweredBy(const worker::Meter& meter) {
  uint64_t count = 0;
  for (size_t status = 0; status < worker::Meter::kStatusClasses; ++status) {
    count += meter.requests(worker::Outcome::kOk, status);
  }
  return count;
}

bool WasStopped(const worker::Meter& meter) {
  return meter.limited(worker::Limit::kCpu) > 0 || meter.limited(worker::Limit::kMemory) > 0;
}

}  // namespace

std::vector<std::string> BusyWorkers::Look(const std::vector<NamedMeter>& meters) {
  std::vector<std::pair<uint64_t, std::string>> busy;
  for (const auto& [name, meter] : meters) {
    const uint64_t answered = AnsweredBy(*meter);
    const uint64_t more = answered - std::exchange(answered_[name], answered);
    if (more >= kFewest && !WasStopped(*meter)) busy.emplace_back(more, name);
  }
  if (busy.size() > kMost) {
    std::nth_element(busy.begin(), busy.begin() + kMost, busy.end(), std::greater<>());
    busy.resize(kMost);
  }
  std::vector<std::string> names;
  for (auto& [more, name] : busy) names.push_back(std::move(name));
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace host
