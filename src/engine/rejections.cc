#include "src/engine/rejections.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "src/engine/isolate_impl.h"
#include "src/engine/v8_values.h"

namespace engine {
namespace {

enum : uint32_t { kNotListening = 0, kTold = 1, kTakenCareOf = 2 };

// Calls what boot.js exports as `name` in the context of `scope`. An exception of it is dropped.
v8::MaybeLocal<v8::Value> CallBoot(IsolateImpl& isolate, v8::Local<v8::Context> context,
                                   std::string_view name, uint32_t scope, int count,
                                   v8::Local<v8::Value>* values) {
  const std::optional<EntryPoint> entry = isolate.FindEntry(name);
  if (!entry) return {};
  v8::Isolate* v8_isolate = isolate.v8();
  v8::TryCatch ignored(v8_isolate);
  v8_isolate->SetContinuationPreservedEmbedderData(v8::Integer::NewFromUnsigned(v8_isolate, scope));
  v8::MaybeLocal<v8::Value> result =
      isolate.function(*entry)->Call(context, v8::Undefined(v8_isolate), count, values);
  v8_isolate->SetContinuationPreservedEmbedderData(v8::Undefined(v8_isolate));
  return result;
}

}  // namespace

void Rejections::Note(IsolateImpl& isolate, const v8::PromiseRejectMessage& message) {
  v8::Local<v8::Promise> promise = message.GetPromise();
  switch (message.GetEvent()) {
    case v8::kPromiseRejectWithNoHandler:
      rejected_.push_back({v8::Global<v8::Promise>(isolate.v8(), promise),
                           v8::Global<v8::Value>(isolate.v8(), message.GetValue()),
                           isolate.CurrentScope()});
      break;
    case v8::kPromiseHandlerAddedAfterReject: {
      // Most often the latest one.
      auto found = std::find_if(rejected_.rbegin(), rejected_.rend(),
                                [&promise](const Entry& one) { return one.promise == promise; });
      if (found != rejected_.rend()) {
        rejected_.erase(std::next(found).base());
      } else if (listens_) {
        handled_.push_back(
            {v8::Global<v8::Promise>(isolate.v8(), promise), {}, isolate.CurrentScope()});
      }
      break;
    }
    default:
      break;
  }
}

void Rejections::Tell(IsolateImpl& isolate, v8::Local<v8::Context> context,
                      std::vector<UnhandledRejection>* unhandled,
                      absl::FunctionRef<void(uint32_t scope)> before_each) {
  v8::Isolate* v8_isolate = isolate.v8();
  const std::vector<Entry> handled = std::exchange(handled_, {});
  const std::vector<Entry> rejected = std::exchange(rejected_, {});
  for (const Entry& entry : handled) {
    if (isolate.termination() != Termination::kNone) return;
    v8::HandleScope handles(v8_isolate);
    before_each(entry.scope);
    v8::Local<v8::Value> promise = entry.promise.Get(v8_isolate);
    CallBoot(isolate, context, "dispatchRejectionHandled", entry.scope, 1, &promise);
  }
  for (const Entry& entry : rejected) {
    if (isolate.termination() != Termination::kNone) return;
    v8::HandleScope handles(v8_isolate);
    v8::Local<v8::Promise> promise = entry.promise.Get(v8_isolate);
    // js-api may have taken care of it without adding a handler: markPromiseHandled. So may what
    // was told of another promise.
    if (promise->HasHandler()) continue;
    before_each(entry.scope);
    v8::Local<v8::Value> values[] = {promise, entry.reason.Get(v8_isolate)};
    v8::Local<v8::Value> answer;
    uint32_t told = kNotListening;
    if (CallBoot(isolate, context, "dispatchRejection", entry.scope, 2, values).ToLocal(&answer) &&
        answer->IsUint32()) {
      told = answer.As<v8::Uint32>()->Value();
    }
    if (told != kNotListening) listens_ = true;
    if (promise->HasHandler()) {
      // It has got one while it was told of, which is nothing to tell.
      std::erase_if(handled_, [&](const Entry& one) { return one.promise == promise; });
      continue;
    }
    if (told == kTakenCareOf || isolate.termination() != Termination::kNone) continue;
    isolate.TellException(context, values[1], v8::Local<v8::Message>());
    unhandled->push_back(
        {entry.scope, ToException(v8_isolate, context, values[1], v8::Local<v8::Message>())});
  }
}

void Rejections::Clear() {
  rejected_.clear();
  handled_.clear();
}

}  // namespace engine
