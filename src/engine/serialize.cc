#include "src/engine/serialize.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "src/engine/data_clone_errors.h"
#include "src/engine/v8_values.h"
#include "v8-value-serializer.h"
#include "v8.h"

namespace engine {
namespace {

class Writer : public DataCloneErrors {
 public:
  Writer(v8::Isolate* isolate, v8::Local<v8::Function> reference_of, v8::Local<v8::Value> new_error)
      : DataCloneErrors(isolate, new_error), reference_of_(reference_of) {}

  bool HasCustomHostObject(v8::Isolate*) override { return true; }

  // V8 writes an object as a host object right after it was told that it is one.
  v8::Maybe<bool> IsHostObject(v8::Isolate*, v8::Local<v8::Object> object) override {
    if (IsOrdinary(object)) return v8::Just(false);
    v8::Local<v8::Value> reference;
    if (!Ask(reference_of_, object).ToLocal(&reference)) return v8::Nothing<bool>();
    if (!reference->IsUint32()) return v8::Just(false);
    reference_ = reference.As<v8::Uint32>()->Value();
    return v8::Just(true);
  }
  v8::Maybe<bool> WriteHostObject(v8::Isolate*, v8::Local<v8::Object>) override {
    serializer_->WriteUint32(reference_);
    return v8::Just(true);
  }

  void set_serializer(v8::ValueSerializer* serializer) { serializer_ = serializer; }

 private:
  const v8::Local<v8::Function> reference_of_;
  uint32_t reference_ = 0;
  v8::ValueSerializer* serializer_ = nullptr;
};

// V8 runs no JavaScript while it reads.
class Reader : public v8::ValueDeserializer::Delegate {
 public:
  Reader(v8::Isolate* isolate, v8::Local<v8::Array> objects)
      : isolate_(isolate), objects_(objects) {}

  v8::MaybeLocal<v8::Object> ReadHostObject(v8::Isolate*) override {
    uint32_t reference = 0;
    if (!deserializer_->ReadUint32(&reference)) return {};
    v8::Local<v8::Value> object;
    if (reference < objects_->Length() &&
        objects_->Get(isolate_->GetCurrentContext(), reference).ToLocal(&object) &&
        object->IsObject()) {
      return object.As<v8::Object>();
    }
    isolate_->ThrowException(v8::Exception::Error(ToV8(isolate_, "an unknown reference")));
    return {};
  }

  void set_deserializer(v8::ValueDeserializer* deserializer) { deserializer_ = deserializer; }

 private:
  v8::Isolate* const isolate_;
  const v8::Local<v8::Array> objects_;
  v8::ValueDeserializer* deserializer_ = nullptr;
};

}  // namespace

void Serialize(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info[1]->IsFunction()) return;
  Writer writer(isolate, info[1].As<v8::Function>(), info[2]);
  v8::ValueSerializer serializer(isolate, &writer);
  writer.set_serializer(&serializer);
  serializer.WriteHeader();
  if (serializer.WriteValue(isolate->GetCurrentContext(), info[0]).IsNothing()) return;
  auto [data, size] = serializer.Release();
  v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(
      isolate, v8::ArrayBuffer::NewBackingStore(
                   data, size, [](void* memory, size_t, void*) { std::free(memory); }, nullptr));
  info.GetReturnValue().Set(v8::Uint8Array::New(buffer, 0, size));
}

void Deserialize(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info[0]->IsUint8Array() || !info[1]->IsArray()) return;
  v8::Local<v8::Uint8Array> octets = info[0].As<v8::Uint8Array>();
  std::vector<uint8_t> copy(octets->ByteLength());
  octets->CopyContents(copy.data(), copy.size());
  Reader reader(isolate, info[1].As<v8::Array>());
  v8::ValueDeserializer deserializer(isolate, copy.data(), copy.size(), &reader);
  reader.set_deserializer(&deserializer);
  v8::Local<v8::Value> value;
  if (!deserializer.ReadHeader(isolate->GetCurrentContext()).FromMaybe(false) ||
      !deserializer.ReadValue(isolate->GetCurrentContext()).ToLocal(&value)) {
    return;
  }
  info.GetReturnValue().Set(value);
}

}  // namespace engine
