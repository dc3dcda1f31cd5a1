#pragma once

// Conversions between V8's values and plain ones. Inside the engine room only: includes v8.h.

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/base/bytes.h"
#include "src/engine/exception.h"
#include "src/engine/op.h"
#include "src/engine/resolver.h"
#include "v8.h"

namespace engine {

// A string of UTF-8 text; malformed sequences become U+FFFD.
v8::Local<v8::String> ToV8(v8::Isolate* isolate, std::string_view utf8);
// A string of octets, one code unit each.
v8::Local<v8::String> ToV8(v8::Isolate* isolate, const ByteString& text);
// A string that V8 keeps once for all uses: names of properties and modules.
v8::Local<v8::String> ToInternalized(v8::Isolate* isolate, std::string_view ascii);

// A Uint8Array with the octets. Large buffers that nobody else holds are handed over, others are
// copied.
v8::Local<v8::Uint8Array> ToV8(v8::Isolate* isolate, base::Bytes bytes);

// The UTF-8 of a string; unpaired surrogates become U+FFFD.
std::string ToUtf8(v8::Isolate* isolate, v8::Local<v8::String> string);
// The same for people to read: the beginning of a long one, and how much more there is.
std::string ToText(v8::Isolate* isolate, v8::Local<v8::String> string);
// ToText of what String(value) gives, or a fixed text when that throws.
std::string ToDisplay(v8::Isolate* isolate, v8::Local<v8::Value> value);

// The exception object that a failed status becomes: the one place that maps codes to types.
v8::Local<v8::Value> ToException(v8::Isolate* isolate, const absl::Status& status);
// The value that a promise is fulfilled with; never an object with a prototype.
v8::Local<v8::Value> ToV8(v8::Isolate* isolate, v8::Local<v8::Context> context,
                          Completion completion);

// What is known of a thrown value; `message` may be empty.
Exception ToException(v8::Isolate* isolate, v8::Local<v8::Context> context,
                      v8::Local<v8::Value> thrown, v8::Local<v8::Message> message);
// What `try_catch` has caught. The caller's TryCatch must have caught something.
Exception ToException(v8::Isolate* isolate, v8::Local<v8::Context> context,
                      const v8::TryCatch& try_catch);

}  // namespace engine
