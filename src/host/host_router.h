#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "src/host/host_table.h"
#include "src/worker/service.h"

namespace host {

// Hands a request to the worker that serves its Host. A host that nobody serves: 404. Bound to its
// lane's thread.
class HostRouter : public worker::Service {
 public:
  explicit HostRouter(std::shared_ptr<const HostTable> hosts) : hosts_(std::move(hosts)) {}

  // Adds the worker that `hosts` calls `name`; false when there is one.
  bool Add(std::string_view name, std::unique_ptr<worker::Service> service);

  void Fetch(http::Request&& request, http::Responder&& responder) override;

 private:
  const std::shared_ptr<const HostTable> hosts_;
  absl::flat_hash_map<std::string, std::unique_ptr<worker::Service>> services_;
};

}  // namespace host
