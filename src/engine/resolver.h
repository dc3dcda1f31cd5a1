#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "src/base/bytes.h"
#include "src/engine/byte_string.h"

namespace engine {

class CompletionQueue;

// What a promise of an op can be fulfilled with; monostate is undefined. Bytes arrive in
// JavaScript as a null-prototype object {value: Uint8Array}, so that no `then` of the worker's is
// looked up; a vector as one with an array of strings.
using Completion = std::variant<std::monostate, bool, double, std::string, base::Bytes,
                                std::vector<ByteString>, absl::Status>;

// One pending promise of an isolate, by number. Move-only; any thread.
class CompletionTarget {
 public:
  CompletionTarget() = default;
  CompletionTarget(std::shared_ptr<CompletionQueue> queue, uint32_t promise)
      : queue_(std::move(queue)), promise_(promise) {}
  CompletionTarget(CompletionTarget&&) = default;
  CompletionTarget& operator=(CompletionTarget&&) = default;

  bool valid() const { return queue_ != nullptr; }
  // Adds to what the settlement has cost; before Settle.
  void Charge(int64_t cpu_nanos) { cpu_nanos_ += cpu_nanos; }
  // Queues the settlement; the isolate's next turn settles the promise. At most once.
  void Settle(Completion completion);

 private:
  std::shared_ptr<CompletionQueue> queue_;
  uint32_t promise_ = 0;
  int64_t cpu_nanos_ = 0;
};

// The right, and the duty, to settle the promise that an asynchronous op returned. Dropping it
// unsettled rejects the promise, so that forgetting is visible. Any thread; it may outlive the
// isolate, in which case settling does nothing.
//
// T is void, bool, double, std::string, base::Bytes, std::vector<ByteString> or an optional of
// these.
template <class T>
class Resolver {
 public:
  explicit Resolver(CompletionTarget target) : target_(std::move(target)) {}
  Resolver(Resolver&& other) = default;
  Resolver& operator=(Resolver&& other) = default;
  ~Resolver() {
    if (target_.valid()) Reject(absl::InternalError("the operation was dropped before it ended"));
  }

  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  // What other threads have used of CPU time for this, in nanoseconds: it is charged to whoever
  // waits for the promise, when it is settled.
  void Charge(int64_t cpu_nanos) { target_.Charge(cpu_nanos); }
  void Resolve(Value value) requires(!std::is_void_v<T>) {
    target_.Settle(ToCompletion(std::move(value)));
  }
  void Resolve() requires(std::is_void_v<T>) { target_.Settle(std::monostate()); }
  // `status` must not be OK. It becomes an exception as a failed op's does.
  void Reject(absl::Status status) { target_.Settle(std::move(status)); }

 private:
  template <class U>
  static Completion ToCompletion(U value) {
    return Completion(std::move(value));
  }
  template <class U>
  static Completion ToCompletion(std::optional<U> value) {
    if (!value) return std::monostate();
    return Completion(*std::move(value));
  }

  CompletionTarget target_;
};

}  // namespace engine
