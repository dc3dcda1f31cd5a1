#include <cstdint>

#include "src/engine/isolate_impl.h"
#include "src/engine/op.h"
#include "src/engine/snapshot_parts.h"
#include "src/engine/structured_clone.h"
#include "src/engine/v8_values.h"
#include "v8.h"

namespace engine {
namespace {

// V8's own facilities, which need V8's values: the only ops whose arguments are not plain.

uint32_t Invocation(Call& call) { return call.invocation(); }

// promiseState(promise) -> 0 pending, 1 fulfilled, 2 rejected
void PromiseState(const CallInfo& info) {
  if (!info[0]->IsPromise()) return;
  info.GetReturnValue().Set(static_cast<uint32_t>(info[0].As<v8::Promise>()->State()));
}

// promiseResult(promise) -> what it was fulfilled or rejected with; undefined while pending
void PromiseResult(const CallInfo& info) {
  if (!info[0]->IsPromise()) return;
  v8::Local<v8::Promise> promise = info[0].As<v8::Promise>();
  if (promise->State() != v8::Promise::kPending) info.GetReturnValue().Set(promise->Result());
}

// markPromiseHandled(promise): its rejection is no longer reported
void MarkPromiseHandled(const CallInfo& info) {
  if (info[0]->IsPromise()) info[0].As<v8::Promise>()->MarkAsHandled();
}

// proxyDetails(value) -> [target, handler] of a Proxy, else undefined
void ProxyDetails(const CallInfo& info) {
  if (!info[0]->IsProxy()) return;
  v8::Local<v8::Proxy> proxy = info[0].As<v8::Proxy>();
  v8::Local<v8::Value> details[] = {proxy->GetTarget(), proxy->GetHandler()};
  info.GetReturnValue().Set(v8::Array::New(info.GetIsolate(), details, 2));
}

// constructorName(object) -> the name of the function that made it, without running its code
void ConstructorName(const CallInfo& info) {
  if (!info[0]->IsObject()) return;
  info.GetReturnValue().Set(info[0].As<v8::Object>()->GetConstructorName());
}

// previewEntries(collection or iterator) -> its entries as a flat array, without running its code
void PreviewEntries(const CallInfo& info) {
  if (!info[0]->IsObject()) return;
  bool is_key_value = false;
  v8::Local<v8::Array> entries;
  if (info[0].As<v8::Object>()->PreviewEntries(&is_key_value).ToLocal(&entries)) {
    info.GetReturnValue().Set(entries);
  }
}

constexpr Op kRuntimeOps[] = {
    Bind<&Invocation>("invocation"),
    {"promiseState", &PromiseState},
    {"promiseResult", &PromiseResult},
    {"markPromiseHandled", &MarkPromiseHandled},
    {"proxyDetails", &ProxyDetails},
    {"constructorName", &ConstructorName},
    {"previewEntries", &PreviewEntries},
    {"structuredClone", &StructuredClone},
};

}  // namespace

constinit const Module kRuntimeModule = {"native:runtime", kRuntimeOps};

}  // namespace engine
