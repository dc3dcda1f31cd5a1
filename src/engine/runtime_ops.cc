#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "src/engine/isolate_impl.h"
#include "src/engine/op.h"
#include "src/engine/serialize.h"
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

// errorPosition(value) -> [file, line, column] of where an Error was made, in code of the worker;
// undefined for what is no Error, and when that is not known. Runs no code.
void ErrorPosition(const CallInfo& info) {
  if (!info[0]->IsNativeError()) return;
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::StackTrace> trace = v8::Exception::GetStackTrace(info[0]);
  if (trace.IsEmpty()) return;
  for (int i = 0; i < trace->GetFrameCount(); ++i) {
    v8::Local<v8::StackFrame> frame = trace->GetFrame(isolate, static_cast<uint32_t>(i));
    v8::Local<v8::String> file = frame->GetScriptName();
    if (file.IsEmpty()) continue;
    // The runtime's own, and Node's library.
    const std::string name = ToUtf8(isolate, file);
    if (name.starts_with("atoll:") || name.starts_with("node:")) continue;
    v8::Local<v8::Value> position[] = {file, v8::Integer::New(isolate, frame->GetLineNumber()),
                                       v8::Integer::New(isolate, frame->GetColumn())};
    info.GetReturnValue().Set(v8::Array::New(isolate, position, 3));
    return;
  }
}

// previewEntries(collection or iterator, withKind) -> its entries as a flat array, without running
// its code; with true for `withKind`, [entries, whether they are keys and values in turn]
void PreviewEntries(const CallInfo& info) {
  if (!info[0]->IsObject()) return;
  bool is_key_value = false;
  v8::Local<v8::Array> entries;
  if (info[0].As<v8::Object>()->PreviewEntries(&is_key_value).ToLocal(&entries)) {
    if (!info[1]->IsTrue()) return info.GetReturnValue().Set(entries);
    v8::Local<v8::Value> pair[] = {entries, v8::Boolean::New(info.GetIsolate(), is_key_value)};
    info.GetReturnValue().Set(v8::Array::New(info.GetIsolate(), pair, 2));
  }
}

// typeName(value) -> which of ECMAScript's built-in objects it is, such as "Map", or "Object"; ""
// for a primitive. Looks at internal slots only, so it runs no code and cannot be deceived.
void TypeName(const CallInfo& info) {
  using Test = bool (v8::Value::*)() const;
  constexpr std::pair<std::string_view, Test> kTypes[] = {
      {"Proxy", &v8::Value::IsProxy},
      {"Function", &v8::Value::IsFunction},
      {"Array", &v8::Value::IsArray},
      {"Error", &v8::Value::IsNativeError},
      {"Promise", &v8::Value::IsPromise},
      {"Map", &v8::Value::IsMap},
      {"Set", &v8::Value::IsSet},
      {"Date", &v8::Value::IsDate},
      {"RegExp", &v8::Value::IsRegExp},
      {"TypedArray", &v8::Value::IsTypedArray},
      {"DataView", &v8::Value::IsDataView},
      {"ArrayBuffer", &v8::Value::IsArrayBuffer},
      {"SharedArrayBuffer", &v8::Value::IsSharedArrayBuffer},
      {"WeakMap", &v8::Value::IsWeakMap},
      {"WeakSet", &v8::Value::IsWeakSet},
      {"WeakRef", &v8::Value::IsWeakRef},
      {"MapIterator", &v8::Value::IsMapIterator},
      {"SetIterator", &v8::Value::IsSetIterator},
      {"Generator", &v8::Value::IsGeneratorObject},
      {"Arguments", &v8::Value::IsArgumentsObject},
      {"Number", &v8::Value::IsNumberObject},
      {"String", &v8::Value::IsStringObject},
      {"Boolean", &v8::Value::IsBooleanObject},
      {"BigInt", &v8::Value::IsBigIntObject},
      {"Symbol", &v8::Value::IsSymbolObject},
      {"Module", &v8::Value::IsModuleNamespaceObject},
      {"Object", &v8::Value::IsObject},
  };
  std::string_view name;
  for (const auto& [candidate, test] : kTypes) {
    if (((*info[0])->*test)()) {
      name = candidate;
      break;
    }
  }
  info.GetReturnValue().Set(ToV8(info.GetIsolate(), name));
}

// ownNonIndexKeys(object) -> its own enumerable keys, symbols too, but no array indices: what is
// worth showing of a large array beside its elements. Not for proxies, whose traps would run.
void OwnNonIndexKeys(const CallInfo& info) {
  if (!info[0]->IsObject() || info[0]->IsProxy()) return;
  v8::Local<v8::Array> keys;
  if (info[0]
          .As<v8::Object>()
          ->GetPropertyNames(info.GetIsolate()->GetCurrentContext(),
                             v8::KeyCollectionMode::kOwnOnly, v8::ONLY_ENUMERABLE,
                             v8::IndexFilter::kSkipIndices)
          .ToLocal(&keys)) {
    info.GetReturnValue().Set(keys);
  }
}

// close(handle): destroys the native object, if it is still there
void Close(Call& call, uint32_t handle) {
  IsolateImpl::From(call.info().GetIsolate()).CloseHandle(handle);
}

// closeWith(owner, handle): destroys the native object when `owner` is collected
void CloseWith(const CallInfo& info) {
  if (!info[0]->IsObject() || !info[1]->IsUint32()) return;
  IsolateImpl::From(info.GetIsolate())
      .CloseWith(info[0].As<v8::Object>(), info[1].As<v8::Uint32>()->Value());
}

// asyncContext() -> what the running code's asynchronous context holds: see setAsyncContext
void AsyncContext(const CallInfo& info) {
  info.GetReturnValue().Set(info.GetIsolate()->GetContinuationPreservedEmbedderData());
}

// setAsyncContext(value): what follows from the code that runs now, through promises too, runs in
// this context. A number: of the invocation alone; an array whose first element is that number.
void SetAsyncContext(const CallInfo& info) {
  info.GetIsolate()->SetContinuationPreservedEmbedderData(info[0]);
}

// lazyFunction(name, title, parameters) -> the function whose body js-api has under that name,
// compiled, with the parameters of that array of names; undefined when there is none. Stack traces
// call it by its title.
void LazyFunction(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  if (!info[0]->IsString() || !info[1]->IsString() || !info[2]->IsArray()) return;
  const SourceTexts& texts = IsolateImpl::From(isolate).snapshot().texts();
  SourceText* text = texts.FindLazy(ToUtf8(isolate, info[0].As<v8::String>()));
  v8::Local<v8::String> string;
  if (text == nullptr || !v8::String::NewExternalOneByte(isolate, text).ToLocal(&string)) return;
  v8::Local<v8::Array> given = info[2].As<v8::Array>();
  v8::LocalVector<v8::String> parameters(isolate);
  for (uint32_t i = 0; i < given->Length(); ++i) {
    v8::Local<v8::Value> parameter;
    if (!given->Get(context, i).ToLocal(&parameter) || !parameter->IsString()) return;
    parameters.push_back(parameter.As<v8::String>());
  }
  const base::Bytes code_cache = text->code_cache();
  v8::ScriptCompiler::CachedData* cache = nullptr;
  if (!code_cache.empty()) {
    cache = new v8::ScriptCompiler::CachedData(code_cache.span().data(),
                                               static_cast<int>(code_cache.size()));
  }
  v8::ScriptCompiler::Source source(string, v8::ScriptOrigin(info[1]), cache);
  v8::Local<v8::Function> function;
  if (v8::ScriptCompiler::CompileFunction(context, &source, parameters.size(), parameters.data(), 0,
                                          nullptr,
                                          cache != nullptr ? v8::ScriptCompiler::kConsumeCodeCache
                                                           : v8::ScriptCompiler::kNoCompileOptions)
          .ToLocal(&function)) {
    info.GetReturnValue().Set(function);
  }
}

// keepLazyCode(name, function): other isolates compile what this one has of the function that
// lazyFunction made for that name no more
void KeepLazyCode(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  const IsolateImpl& impl = IsolateImpl::From(isolate);
  if (!info[0]->IsString() || !info[1]->IsFunction() || impl.for_snapshot()) return;
  SourceText* text = impl.snapshot().texts().FindLazy(ToUtf8(isolate, info[0].As<v8::String>()));
  if (text == nullptr || !text->code_cache().empty()) return;
  std::unique_ptr<const v8::ScriptCompiler::CachedData> made(
      v8::ScriptCompiler::CreateCodeCacheForFunction(info[1].As<v8::Function>()));
  if (!made) return;
  text->KeepCodeCache(
      base::Bytes::Copy(std::span<const uint8_t>(made->data, static_cast<size_t>(made->length))));
}

// lazyNative(specifier) -> the ops of a lazy native module, in an object; undefined for another one
void LazyNative(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info[0]->IsString()) return;
  v8::Local<v8::Object> ops;
  if (LazyOps(isolate->GetCurrentContext(), IsolateImpl::From(isolate).snapshot().modules(),
              ToUtf8(isolate, info[0].As<v8::String>()))
          .ToLocal(&ops)) {
    info.GetReturnValue().Set(ops);
  }
}

// tellConsole(method, values): shows debuggers, if there are any, that console[method] was called
// with that array
void TellConsole(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  IsolateInspector* inspector = IsolateImpl::From(isolate).isolate_inspector();
  if (inspector == nullptr || !info[0]->IsString() || !info[1]->IsArray()) return;
  inspector->TellConsole(isolate->GetCurrentContext(), info[0].As<v8::String>(),
                         info[1].As<v8::Array>());
}

// tellException(thrown): shows debuggers an exception that the worker has not caught
void TellException(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  IsolateImpl::From(isolate).TellException(isolate->GetCurrentContext(), info[0],
                                           v8::Local<v8::Message>());
}

constexpr Op kRuntimeOps[] = {
    Bind<&Invocation>("invocation"),
    {"promiseState", &PromiseState},
    {"promiseResult", &PromiseResult},
    {"markPromiseHandled", &MarkPromiseHandled},
    {"proxyDetails", &ProxyDetails},
    {"constructorName", &ConstructorName},
    {"previewEntries", &PreviewEntries},
    {"typeName", &TypeName},
    {"ownNonIndexKeys", &OwnNonIndexKeys},
    {"structuredClone", &StructuredClone},
    {"serialize", &Serialize},
    {"deserialize", &Deserialize},
    {"asyncContext", &AsyncContext},
    {"setAsyncContext", &SetAsyncContext},
    {"lazyFunction", &LazyFunction},
    {"lazyNative", &LazyNative},
    {"errorPosition", &ErrorPosition},
    Bind<&Close>("close"),
    {"closeWith", &CloseWith},
    {"keepLazyCode", &KeepLazyCode},
    {"tellConsole", &TellConsole},
    {"tellException", &TellException},
};

}  // namespace

constinit const Module kRuntimeModule = {"native:runtime", kRuntimeOps};

}  // namespace engine
