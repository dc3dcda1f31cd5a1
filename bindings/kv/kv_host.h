#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "src/base/clock.h"
#include "src/store/meter.h"
#include "src/store/store.h"
#include "src/worker/capability.h"

namespace bindings {

// Grants workers their KV namespaces. The store is opened when the first worker has one. Outlives
// the workers. Any thread.
class KvHost {
 public:
  using OpenStore = std::function<absl::StatusOr<std::unique_ptr<store::Store>>()>;
  using Tell = std::function<void(std::string_view line)>;

  // `meter` and `clock` are borrowed. `tell` is given a line for each namespace that cannot be
  // opened: the worker that has it runs, and its operations fail.
  KvHost(OpenStore open, store::Meter& meter, Tell tell,
         const base::Clock& clock = base::Clock::Real());

  // The capability for a binding of the kind "kv". A namespace that is new is made.
  std::shared_ptr<worker::Capability> Grant(const worker::BindingSpec& binding);

  // The namespace called `id`; made if it is new. Valid for as long as this is.
  absl::StatusOr<std::shared_ptr<store::Namespace>> Open(std::string_view id);

 private:
  const OpenStore open_;
  store::Meter& meter_;
  const Tell tell_;
  const base::Clock& clock_;
  absl::Mutex mutex_;
  bool opened_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status problem_ ABSL_GUARDED_BY(mutex_);  // why there is no store
  std::unique_ptr<store::Store> store_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace bindings
