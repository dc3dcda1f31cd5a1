#include "src/engine/structured_clone.h"

#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/engine/data_clone_errors.h"
#include "src/engine/v8_values.h"
#include "v8-value-serializer.h"
#include "v8.h"

namespace engine {
namespace {

// What JavaScript decides while a value is copied: which objects are platform objects, what becomes
// of them, and what an exception looks like.
class Hooks : public DataCloneErrors, public v8::ValueDeserializer::Delegate {
 public:
  Hooks(v8::Isolate* isolate, v8::Local<v8::Value> clone_platform_object,
        v8::Local<v8::Value> new_error)
      : DataCloneErrors(isolate, new_error), clones_(v8::Array::New(isolate)) {
    if (clone_platform_object->IsFunction()) {
      clone_platform_object_ = clone_platform_object.As<v8::Function>();
    }
  }

  bool HasCustomHostObject(v8::Isolate*) override { return !clone_platform_object_.IsEmpty(); }

  // V8 writes an object as a host object right after it was told that it is one.
  v8::Maybe<bool> IsHostObject(v8::Isolate*, v8::Local<v8::Object> object) override {
    if (IsOrdinary(object)) return v8::Just(false);
    v8::Local<v8::Value> clone;
    if (!Ask(clone_platform_object_, object).ToLocal(&clone)) return v8::Nothing<bool>();
    if (!clone->IsObject()) return v8::Just(false);
    return clones_->CreateDataProperty(isolate_->GetCurrentContext(), clones_->Length(), clone);
  }
  v8::Maybe<bool> WriteHostObject(v8::Isolate*, v8::Local<v8::Object>) override {
    serializer_->WriteUint32(static_cast<uint32_t>(clones_->Length() - 1));
    return v8::Just(true);
  }
  v8::MaybeLocal<v8::Object> ReadHostObject(v8::Isolate*) override {
    uint32_t index;
    v8::Local<v8::Value> clone;
    if (!deserializer_->ReadUint32(&index) ||
        !clones_->Get(isolate_->GetCurrentContext(), index).ToLocal(&clone)) {
      return {};
    }
    return clone.As<v8::Object>();
  }

  void set_serializer(v8::ValueSerializer* serializer) { serializer_ = serializer; }
  void set_deserializer(v8::ValueDeserializer* deserializer) { deserializer_ = deserializer; }

 private:
  v8::Local<v8::Function> clone_platform_object_;
  // An array, because the serializer closes the handle scopes that it calls back in.
  v8::Local<v8::Array> clones_;
  v8::ValueSerializer* serializer_ = nullptr;
  v8::ValueDeserializer* deserializer_ = nullptr;
};

// The buffers to transfer. False when an exception is pending.
bool ReadTransferList(const CallInfo& info, Hooks& hooks,
                      v8::LocalVector<v8::ArrayBuffer>* buffers) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info[1]->IsArray()) return true;
  v8::Local<v8::Array> list = info[1].As<v8::Array>();
  for (uint32_t i = 0; i < list->Length(); ++i) {
    v8::Local<v8::Value> item;
    if (!list->Get(isolate->GetCurrentContext(), i).ToLocal(&item)) return false;
    if (!item->IsArrayBuffer() || !item.As<v8::ArrayBuffer>()->IsDetachable()) {
      hooks.Throw(absl::StrCat("Value at index ", i,
                               " of the transfer list cannot be "
                               "transferred."));
      return false;
    }
    v8::Local<v8::ArrayBuffer> buffer = item.As<v8::ArrayBuffer>();
    if (buffer->WasDetached()) {
      hooks.Throw(absl::StrCat("ArrayBuffer at index ", i, " is already detached."));
      return false;
    }
    for (v8::Local<v8::ArrayBuffer> earlier : *buffers) {
      if (earlier == buffer) {
        hooks.Throw(
            absl::StrCat("ArrayBuffer at index ", i, " is a duplicate of an earlier ArrayBuffer."));
        return false;
      }
    }
    buffers->push_back(buffer);
  }
  return true;
}

}  // namespace

void StructuredClone(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  Hooks hooks(isolate, info[2], info[3]);
  v8::LocalVector<v8::ArrayBuffer> transferred(isolate);
  if (!ReadTransferList(info, hooks, &transferred)) return;

  v8::ValueSerializer serializer(isolate, &hooks);
  hooks.set_serializer(&serializer);
  serializer.WriteHeader();
  for (uint32_t i = 0; i < transferred.size(); ++i) {
    serializer.TransferArrayBuffer(i, transferred[i]);
  }
  if (serializer.WriteValue(context, info[0]).IsNothing()) return;
  auto [data, size] = serializer.Release();
  std::unique_ptr<uint8_t, decltype(&std::free)> owner(data, &std::free);

  v8::ValueDeserializer deserializer(isolate, data, size, &hooks);
  hooks.set_deserializer(&deserializer);
  for (uint32_t i = 0; i < transferred.size(); ++i) {
    // A getter may have detached a buffer while the value was read.
    if (transferred[i]->WasDetached()) {
      return hooks.Throw("An ArrayBuffer of the transfer list was detached.");
    }
    std::shared_ptr<v8::BackingStore> store = transferred[i]->GetBackingStore();
    if (transferred[i]->Detach(v8::Local<v8::Value>()).IsNothing()) return;
    deserializer.TransferArrayBuffer(i, v8::ArrayBuffer::New(isolate, std::move(store)));
  }
  v8::Local<v8::Value> clone;
  if (deserializer.ReadHeader(context).IsNothing() ||
      !deserializer.ReadValue(context).ToLocal(&clone)) {
    return;
  }
  info.GetReturnValue().Set(clone);
}

}  // namespace engine
