#include "src/host/edge_observer.h"

#include <utility>

#include "src/host/failure_answer.h"
#include "src/host/log_lines.h"

namespace host {

void EdgeObserver::SetSourceMaps(std::string_view worker, std::shared_ptr<const SourceMaps> maps) {
  absl::MutexLock lock(mutex_);
  maps_[worker] = std::move(maps);
}

void EdgeObserver::OnLog(const worker::LogLine& line) {
  console_.Error(ConsoleLine(line, Map(line.worker, line.text), options_.format));
}

void EdgeObserver::OnFailure(std::string_view worker, const worker::Failure& failure) {
  console_.Error(FailureLine(worker, failure, Map(worker, failure.stack), options_.format));
}

void EdgeObserver::OnReport(const worker::Report& report) {
  console_.Error(InvocationLine(report, options_.format));
}

std::string EdgeObserver::Map(std::string_view worker, std::string_view text) const {
  std::shared_ptr<const SourceMaps> maps;
  {
    absl::ReaderMutexLock lock(mutex_);
    const auto found = maps_.find(worker);
    if (found != maps_.end()) maps = found->second;
  }
  return maps != nullptr ? MapPlaces(text, *maps) : std::string(text);
}

http::ResponseHead EdgeObserver::FailurePage(const worker::Failure& failure,
                                             const http::RequestHead& request, std::string* body) {
  return PlainFailurePage(failure, body);
}

}  // namespace host
