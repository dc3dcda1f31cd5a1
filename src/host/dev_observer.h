#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "src/host/console.h"
#include "src/host/log_options.h"
#include "src/host/source_map.h"
#include "src/worker/outcome.h"
#include "src/worker/spec.h"

namespace host {

// How much `atoll dev` prints; each level includes those after it.
enum class LogLevel { kDebug, kInfo, kLog, kWarn, kError, kNone };

// "debug" "info" "log" "warn" "error" "none"
std::optional<LogLevel> ParseLogLevel(std::string_view name);

// Watches the one lane of `atoll dev`: prints a line a request, the worker's console as it is, and
// errors with their source line; or each as a JSON object. Bound to the lane's thread.
class DevObserver : public worker::Observer {
 public:
  DevObserver(Console& console, LogLevel level, LogOptions options = {LogInvocations::kAll})
      : console_(console), level_(level), options_(options) {}

  // The version whose modules errors are looked up in, and where those came from.
  void SetVersion(std::shared_ptr<const worker::Version> version,
                  std::shared_ptr<const SourceMaps> maps) {
    version_ = std::move(version);
    maps_ = std::move(maps);
  }

  void OnLog(const worker::LogLine& line) override;
  void OnFailure(std::string_view worker, const worker::Failure& failure) override;
  bool WantsReport(worker::Outcome outcome) const override {
    return level_ <= LogLevel::kLog && WantsLine(options_.invocations, outcome);
  }
  void OnReport(const worker::Report& report) override;
  http::ResponseHead FailurePage(const worker::Failure& failure, const http::RequestHead& request,
                                 std::string* body) override;

  // "GET /path 200 OK (3ms)": a request that no worker saw.
  void PrintRequest(std::string_view method, std::string_view target, int status, double millis);

 private:
  // "GET /path 200 OK"
  std::string RequestText(std::string_view method, std::string_view target, int status) const;
  bool json() const { return options_.format == LogFormat::kJson; }
  const engine::ModuleGraph* graph() const { return version_ ? &version_->graph : nullptr; }

  Console& console_;
  const LogLevel level_;
  const LogOptions options_;
  std::shared_ptr<const worker::Version> version_;
  std::shared_ptr<const SourceMaps> maps_;
};

}  // namespace host
