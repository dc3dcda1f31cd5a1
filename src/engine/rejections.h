#pragma once

// Inside the engine room only: includes v8.h.

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "src/engine/exception.h"
#include "v8.h"

namespace engine {

class IsolateImpl;

// The promises of an isolate that were rejected without a handler (HTML, section 8.1.4.7), until
// JavaScript is told of them. It is told by two functions that boot.js may export:
//   dispatchRejection(promise, reason) -> 0: the worker does not listen; 1: it was told; 2: it has
//       taken care of the rejection
//   dispatchRejectionHandled(promise): the promise has got a handler after dispatchRejection
// In the isolate's lock.
class Rejections {
 public:
  // What V8 says of a promise.
  void Note(IsolateImpl& isolate, const v8::PromiseRejectMessage& message);

  bool HasEntries() const { return !rejected_.empty() || !handled_.empty(); }

  // Tells JavaScript of all that was noted before, each in its scope and after `before_each` was
  // called with that. What is without a handler and was not taken care of is added to `unhandled`.
  void Tell(IsolateImpl& isolate, v8::Local<v8::Context> context,
            std::vector<UnhandledRejection>* unhandled,
            absl::FunctionRef<void(uint32_t scope)> before_each);

  void Clear();

 private:
  struct Entry {
    v8::Global<v8::Promise> promise;
    v8::Global<v8::Value> reason;  // empty in handled_
    uint32_t scope;
  };

  std::vector<Entry> rejected_;
  std::vector<Entry> handled_;
  // Whether JavaScript listens, and has therefore to be told of handlers that come late.
  bool listens_ = false;
};

}  // namespace engine
