#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "src/worker/service.h"

namespace host {

// The first label of an authority in lower case: "Shop.example.com:8787" is "shop".
std::string FirstLabel(std::string_view authority);

// Hands a request to the worker that its Host names by the first label: NAME.anything goes to
// NAME. A name that no worker has: 404. Bound to its lane's thread.
class HostRouter : public worker::Service {
 public:
  // Gives `name` (in any case) to `service`; false when it is taken.
  bool Add(std::string_view name, std::unique_ptr<worker::Service> service);

  void Fetch(http::Request&& request, http::Responder&& responder) override;

 private:
  absl::flat_hash_map<std::string, std::unique_ptr<worker::Service>> services_;
};

}  // namespace host
