#pragma once

// Inside the engine room only.

#include <string_view>

#include "v8-value-serializer.h"
#include "v8.h"

namespace engine {

// A serializer's delegate that throws what JavaScript makes of a message.
class DataCloneErrors : public v8::ValueSerializer::Delegate {
 public:
  // `new_error`: (message) => what is thrown; an Error where it is no function.
  DataCloneErrors(v8::Isolate* isolate, v8::Local<v8::Value> new_error);

  void ThrowDataCloneError(v8::Local<v8::String> message) override;
  void Throw(std::string_view message);

 protected:
  // `argument` given to `function`. Empty: an exception is pending.
  v8::MaybeLocal<v8::Value> Ask(v8::Local<v8::Function> function, v8::Local<v8::Value> argument);
  // Whether an object has the prototype of an object literal, or none.
  bool IsOrdinary(v8::Local<v8::Object> object) const;

  v8::Isolate* const isolate_;

 private:
  v8::Local<v8::Function> new_error_;
  v8::Local<v8::Value> ordinary_;
};

}  // namespace engine
