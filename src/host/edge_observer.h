#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "src/host/console.h"
#include "src/host/source_map.h"
#include "src/worker/outcome.h"

namespace host {

// The status of the answer to a request whose invocation ended with `outcome`: 503 for a limit,
// 404 for a worker that is not there, else 500.
int FailureStatus(worker::Outcome outcome);

// Watches the lanes of `atoll serve`: one line of key=value pairs a failure and a console line, and
// short plain pages that tell a stranger nothing but the request's id. Any thread.
class EdgeObserver : public worker::Observer {
 public:
  explicit EdgeObserver(Console& console) : console_(console) {}

  // Tells where the modules of `worker` came from. Before anything is served.
  void SetSourceMaps(std::string_view worker, std::shared_ptr<const SourceMaps> maps) {
    maps_[worker] = std::move(maps);
  }

  void OnLog(const worker::LogLine& line) override;
  void OnFailure(std::string_view worker, const worker::Failure& failure) override;
  http::ResponseHead FailurePage(const worker::Failure& failure, const http::RequestHead& request,
                                 std::string* body) override;

 private:
  std::string Map(std::string_view worker, std::string_view text) const;

  Console& console_;
  absl::flat_hash_map<std::string, std::shared_ptr<const SourceMaps>> maps_;
};

}  // namespace host
