#include "src/engine/structured_clone.h"

#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/engine/v8_values.h"
#include "v8-value-serializer.h"
#include "v8.h"

namespace engine {
namespace {

class CloneErrors : public v8::ValueSerializer::Delegate {
 public:
  explicit CloneErrors(v8::Isolate* isolate) : isolate_(isolate) {}
  void ThrowDataCloneError(v8::Local<v8::String> message) override {
    isolate_->ThrowException(v8::Exception::Error(message));
  }

 private:
  v8::Isolate* isolate_;
};

void ThrowError(v8::Isolate* isolate, std::string_view message) {
  isolate->ThrowException(v8::Exception::Error(ToV8(isolate, message)));
}

// The buffers to transfer. False when an exception is pending.
bool ReadTransferList(const CallInfo& info, std::vector<v8::Local<v8::ArrayBuffer>>* buffers) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info[1]->IsArray()) return true;
  v8::Local<v8::Array> list = info[1].As<v8::Array>();
  for (uint32_t i = 0; i < list->Length(); ++i) {
    v8::Local<v8::Value> item;
    if (!list->Get(isolate->GetCurrentContext(), i).ToLocal(&item)) return false;
    if (!item->IsArrayBuffer() || !item.As<v8::ArrayBuffer>()->IsDetachable()) {
      ThrowError(isolate, absl::StrCat("Value at index ", i, " of the transfer list cannot be "
                                                             "transferred."));
      return false;
    }
    v8::Local<v8::ArrayBuffer> buffer = item.As<v8::ArrayBuffer>();
    if (buffer->WasDetached()) {
      ThrowError(isolate, absl::StrCat("ArrayBuffer at index ", i, " is already detached."));
      return false;
    }
    for (v8::Local<v8::ArrayBuffer> earlier : *buffers) {
      if (earlier == buffer) {
        ThrowError(isolate, absl::StrCat("ArrayBuffer at index ", i,
                                         " is a duplicate of an earlier ArrayBuffer."));
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
  std::vector<v8::Local<v8::ArrayBuffer>> transferred;
  if (!ReadTransferList(info, &transferred)) return;

  CloneErrors errors(isolate);
  v8::ValueSerializer serializer(isolate, &errors);
  serializer.WriteHeader();
  for (uint32_t i = 0; i < transferred.size(); ++i) {
    serializer.TransferArrayBuffer(i, transferred[i]);
  }
  if (serializer.WriteValue(context, info[0]).IsNothing()) return;
  auto [data, size] = serializer.Release();
  std::unique_ptr<uint8_t, decltype(&std::free)> owner(data, &std::free);

  v8::ValueDeserializer deserializer(isolate, data, size);
  for (uint32_t i = 0; i < transferred.size(); ++i) {
    // A getter may have detached a buffer while the value was read.
    if (transferred[i]->WasDetached()) {
      return ThrowError(isolate, "An ArrayBuffer of the transfer list was detached.");
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
