#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "src/host/console.h"
#include "src/host/log_options.h"
#include "src/host/source_map.h"
#include "src/worker/outcome.h"

namespace host {

// Watches the lanes of `atoll serve`: one line of key=value pairs, or a JSON object, for a failure,
// a console line, and an invocation that is over; and short plain pages that tell a stranger
// nothing but the limit and the request's id. Any thread.
class EdgeObserver : public worker::Observer {
 public:
  explicit EdgeObserver(Console& console, LogOptions options = {})
      : console_(console), options_(options) {}

  // Tells where the modules of `worker` came from.
  void SetSourceMaps(std::string_view worker, std::shared_ptr<const SourceMaps> maps);

  void OnLog(const worker::LogLine& line) override;
  void OnFailure(std::string_view worker, const worker::Failure& failure) override;
  bool WantsReport(worker::Outcome outcome) const override {
    return WantsLine(options_.invocations, outcome);
  }
  void OnReport(const worker::Report& report) override;
  http::ResponseHead FailurePage(const worker::Failure& failure, const http::RequestHead& request,
                                 std::string* body) override;

 private:
  std::string Map(std::string_view worker, std::string_view text) const;

  Console& console_;
  const LogOptions options_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<const SourceMaps>> maps_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace host
