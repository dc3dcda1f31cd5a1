#pragma once

#include <memory>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/worker/spec.h"

namespace host {

// The workers of a node by name, in any case. Any thread.
class VersionSource {
 public:
  using VersionPtr = std::shared_ptr<const worker::Version>;
  // Called once, on any thread, perhaps at once; not at all when the source goes first.
  using Done = absl::AnyInvocable<void(absl::StatusOr<VersionPtr>)>;

  virtual ~VersionSource() = default;

  // Whether a worker is called `name`, whether or not it can run.
  virtual bool Has(std::string_view name) const = 0;
  // The worker's version, if it is ready to run; else null.
  virtual VersionPtr Ready(std::string_view name) = 0;
  // Makes the worker ready. Returns at once. kNotFound for a name that no worker has.
  virtual void Deploy(std::string_view name, Done done) = 0;
};

}  // namespace host
