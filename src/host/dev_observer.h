#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "src/host/console.h"
#include "src/host/dev_events.h"
#include "src/host/log_options.h"
#include "src/host/source_map.h"
#include "src/worker/outcome.h"
#include "src/worker/spec.h"

namespace host {

// How much `atoll dev` prints; each level includes those after it.
enum class LogLevel { kDebug, kInfo, kLog, kWarn, kError, kNone };

// "debug" "info" "log" "warn" "error" "none"
std::optional<LogLevel> ParseLogLevel(std::string_view name);

// Watches the one lane of `atoll dev`: prints a line a request, the workers' console as it is, and
// errors with their source line; or each as a JSON object. Bound to the lane's thread.
class DevObserver : public worker::Observer {
 public:
  DevObserver(Console& console, LogLevel level, LogOptions options = {LogInvocations::kAll})
      : console_(console), level_(level), options_(options) {}

  // Whether lines begin with the worker's name. Before there is anything to print.
  void NameWorkers(bool named) { named_ = named; }
  // Who is told what is printed, and what is not; null: nobody. Borrowed.
  void SetEvents(DevEvents* events) { events_ = events; }
  // The version of its worker whose modules errors are looked up in, and where those came from.
  void SetVersion(std::shared_ptr<const worker::Version> version,
                  std::shared_ptr<const SourceMaps> maps);

  void OnLog(const worker::LogLine& line) override;
  void OnFailure(std::string_view worker, const worker::Failure& failure) override;
  bool WantsReport(worker::Outcome outcome) const override {
    return events_ != nullptr || PrintsRequest(outcome);
  }
  void OnReport(const worker::Report& report) override;
  http::ResponseHead FailurePage(const worker::Failure& failure, const http::RequestHead& request,
                                 std::string* body) override;

  // "GET /path 200 OK (3ms)": a request that the worker did not see.
  void PrintRequest(std::string_view worker, std::string_view method, std::string_view target,
                    int status, double millis);
  // A line of the server itself, at the level "info" and below. Without the line feed.
  void PrintNote(std::string_view worker, std::string_view text);
  // A worker that does not start.
  void PrintStartError(std::string_view worker, const ErrorReport& report);
  // "[name] " where there are several workers.
  std::string Prefix(std::string_view worker) const;

 private:
  // "GET /path 200 OK"
  std::string RequestText(std::string_view method, std::string_view target, int status) const;
  // What is known of a worker's modules.
  struct Sources {
    std::shared_ptr<const worker::Version> version;
    std::shared_ptr<const SourceMaps> maps;
  };
  const Sources* Find(std::string_view worker) const;
  ErrorReport Report(std::string_view worker, const worker::Failure& failure) const;
  bool json() const { return options_.format == LogFormat::kJson; }
  bool PrintsRequest(worker::Outcome outcome) const {
    return level_ <= LogLevel::kLog && WantsLine(options_.invocations, outcome);
  }

  Console& console_;
  const LogLevel level_;
  const LogOptions options_;
  bool named_ = false;
  DevEvents* events_ = nullptr;
  absl::flat_hash_map<std::string, Sources> sources_;  // by the worker's name
  // Of the failure that was told last: whose page may be asked for next.
  std::string failed_request_;
  std::string failed_worker_;
};

}  // namespace host
