#include "src/engine/op.h"

#include <cmath>
#include <memory>

#include "absl/strings/str_cat.h"
#include "src/engine/isolate_impl.h"
#include "src/engine/v8_values.h"
#include "v8.h"

namespace engine {

uint32_t Call::invocation() const { return IsolateImpl::From(info_.GetIsolate()).CurrentScope(); }

Isolate& Call::isolate() const { return IsolateImpl::From(info_.GetIsolate()); }

void* Call::Host(const void* tag) const { return IsolateImpl::From(info_.GetIsolate()).Host(tag); }

namespace internal {
namespace {

void ThrowTypeError(const CallInfo& info, int index, std::string_view expected) {
  v8::Isolate* isolate = info.GetIsolate();
  isolate->ThrowException(v8::Exception::TypeError(ToV8(
      isolate, absl::StrCat("argument ", index + 1, " of a native function: expected ", expected,
                            ", found ", ToUtf8(isolate, info[index]->TypeOf(isolate))))));
}

base::Bytes CopyOf(const void* data, size_t size) {
  std::shared_ptr<char[]> copy = std::make_shared_for_overwrite<char[]>(size);
  if (size > 0) memcpy(copy.get(), data, size);
  const char* begin = copy.get();
  return base::Bytes(std::move(copy), begin, size);
}

// Calls `take` with each element of an array of strings, by index and without iterators; a hole or
// a getter of the worker's can not be there, because only js-api's own arrays come here.
template <class Take>
bool ReadArray(const CallInfo& info, int index, Take take) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info[index]->IsArray()) {
    ThrowTypeError(info, index, "an array of strings");
    return false;
  }
  struct State {
    v8::Isolate* isolate;
    Take& take;
    bool only_strings = true;
  } state = {isolate, take};
  const auto visit = [](uint32_t, v8::Local<v8::Value> element, void* data) {
    auto& state = *static_cast<State*>(data);
    state.only_strings = element->IsString();
    if (!state.only_strings) return v8::Array::CallbackResult::kBreak;
    state.take(state.isolate, element.As<v8::String>());
    return v8::Array::CallbackResult::kContinue;
  };
  const bool visited =
      info[index].As<v8::Array>()->Iterate(isolate->GetCurrentContext(), visit, &state).IsJust();
  if (!state.only_strings) ThrowTypeError(info, index, "an array of strings");
  return visited && state.only_strings;
}

std::string ToOctets(v8::Isolate* isolate, v8::Local<v8::String> string) {
  std::string octets(string->Length(), '\0');
  string->WriteOneByteV2(isolate, 0, string->Length(), reinterpret_cast<uint8_t*>(octets.data()));
  return octets;
}

template <class T>
void ReturnArray(const CallInfo& info, const std::vector<T>& values,
                 v8::Local<v8::Value> (*convert)(v8::Isolate*, const T&)) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::LocalVector<v8::Value> elements(isolate);
  elements.reserve(values.size());
  for (const T& value : values) elements.push_back(convert(isolate, value));
  info.GetReturnValue().Set(v8::Array::New(isolate, elements.data(), elements.size()));
}

}  // namespace

bool IsUndefined(const CallInfo& info, int index) { return info[index]->IsUndefined(); }

bool ReadArgument(const CallInfo& info, int index, bool* out) {
  if (!info[index]->IsBoolean()) {
    ThrowTypeError(info, index, "a boolean");
    return false;
  }
  *out = info[index]->IsTrue();
  return true;
}

bool ReadArgument(const CallInfo& info, int index, uint32_t* out) {
  if (!info[index]->IsUint32()) {
    ThrowTypeError(info, index, "an integer from 0 to 2^32-1");
    return false;
  }
  *out = info[index].As<v8::Uint32>()->Value();
  return true;
}

bool ReadArgument(const CallInfo& info, int index, double* out) {
  if (!info[index]->IsNumber()) {
    ThrowTypeError(info, index, "a number");
    return false;
  }
  *out = info[index].As<v8::Number>()->Value();
  return true;
}

bool ReadArgument(const CallInfo& info, int index, std::string* out) {
  const NativeMemory memory;
  if (!info[index]->IsString()) {
    ThrowTypeError(info, index, "a string");
    return false;
  }
  *out = ToUtf8(info.GetIsolate(), info[index].As<v8::String>());
  return true;
}

bool ReadArgument(const CallInfo& info, int index, std::u16string* out) {
  const NativeMemory memory;
  if (!info[index]->IsString()) {
    ThrowTypeError(info, index, "a string");
    return false;
  }
  v8::Local<v8::String> string = info[index].As<v8::String>();
  out->resize(string->Length());
  string->WriteV2(info.GetIsolate(), 0, string->Length(), reinterpret_cast<uint16_t*>(out->data()));
  return true;
}

bool ReadArgument(const CallInfo& info, int index, ByteString* out) {
  const NativeMemory memory;
  if (!info[index]->IsString() || !info[index].As<v8::String>()->ContainsOnlyOneByte()) {
    ThrowTypeError(info, index, "a string of code units 0 to 255");
    return false;
  }
  out->bytes = ToOctets(info.GetIsolate(), info[index].As<v8::String>());
  return true;
}

bool ReadArgument(const CallInfo& info, int index, ByteView* out) {
  if (info[index]->IsArrayBufferView()) {
    v8::MemorySpan<uint8_t> contents = info[index].As<v8::ArrayBufferView>()->GetContents(
        v8::MemorySpan<uint8_t>(out->small, sizeof(out->small)));
    out->bytes = {contents.data(), contents.size()};
    return true;
  }
  if (info[index]->IsArrayBuffer()) {
    v8::Local<v8::ArrayBuffer> buffer = info[index].As<v8::ArrayBuffer>();
    out->bytes = {static_cast<const uint8_t*>(buffer->Data()), buffer->ByteLength()};
    return true;
  }
  ThrowTypeError(info, index, "an ArrayBuffer or a view of one");
  return false;
}

bool ReadArgument(const CallInfo& info, int index, std::span<uint8_t>* out) {
  if (!info[index]->IsArrayBufferView()) {
    ThrowTypeError(info, index, "a view of an ArrayBuffer");
    return false;
  }
  v8::Local<v8::ArrayBufferView> view = info[index].As<v8::ArrayBufferView>();
  uint8_t* data = static_cast<uint8_t*>(view->Buffer()->Data());
  *out = {data + view->ByteOffset(), view->ByteLength()};
  return true;
}

bool ReadArgument(const CallInfo& info, int index, base::Bytes* out) {
  const NativeMemory memory;
  ByteView view;
  if (!ReadArgument(info, index, &view)) return false;
  *out = CopyOf(view.bytes.data(), view.bytes.size());
  return true;
}

bool ReadArgument(const CallInfo& info, int index, std::vector<std::string>* out) {
  const NativeMemory memory;
  return ReadArray(info, index, [out](v8::Isolate* isolate, v8::Local<v8::String> string) {
    out->push_back(ToUtf8(isolate, string));
  });
}

void* FindHandle(const CallInfo& info, int index, const void* tag, uint32_t* number) {
  if (!ReadArgument(info, index, number)) return nullptr;
  void* object = IsolateImpl::From(info.GetIsolate()).handles().Find(*number, tag);
  if (object == nullptr) ThrowTypeError(info, index, "the number of an object that is open");
  return object;
}

void SetHandleBytes(const CallInfo& info, uint32_t number, size_t bytes) {
  IsolateImpl& isolate = IsolateImpl::From(info.GetIsolate());
  isolate.handles().SetBytes(number, bytes);
  isolate.CountHandles();
}

void ReturnHandle(const CallInfo& info, void* object, const void* tag, void (*destroy)(void*),
                  size_t bytes) {
  const uint32_t number = IsolateImpl::From(info.GetIsolate()).handles().Add(object, tag, destroy);
  info.GetReturnValue().Set(number);
  SetHandleBytes(info, number, bytes);
}

CompletionTarget NewPromise(const CallInfo& info) {
  IsolateImpl& isolate = IsolateImpl::From(info.GetIsolate());
  v8::Local<v8::Promise> promise;
  CompletionTarget target = isolate.NewPromise(&promise);
  if (target.valid()) info.GetReturnValue().Set(promise);
  return target;
}

void Return(const CallInfo& info, bool value) { info.GetReturnValue().Set(value); }
void Return(const CallInfo& info, uint32_t value) { info.GetReturnValue().Set(value); }
void Return(const CallInfo& info, double value) { info.GetReturnValue().Set(value); }

void Return(const CallInfo& info, std::string_view value) {
  if (value.empty()) return info.GetReturnValue().SetEmptyString();
  info.GetReturnValue().Set(ToV8(info.GetIsolate(), value));
}

void Return(const CallInfo& info, const std::u16string& value) {
  v8::Local<v8::String> string;
  if (v8::String::NewFromTwoByte(info.GetIsolate(), reinterpret_cast<const uint16_t*>(value.data()),
                                 v8::NewStringType::kNormal, static_cast<int>(value.size()))
          .ToLocal(&string)) {
    info.GetReturnValue().Set(string);
  }
}

void Return(const CallInfo& info, const ByteString& value) {
  info.GetReturnValue().Set(ToV8(info.GetIsolate(), value));
}

void Return(const CallInfo& info, base::Bytes value) {
  info.GetReturnValue().Set(ToV8(info.GetIsolate(), std::move(value)));
}

void Return(const CallInfo& info, const std::vector<std::string>& values) {
  ReturnArray<std::string>(info, values, [](v8::Isolate* isolate, const std::string& value) {
    return ToV8(isolate, std::string_view(value)).As<v8::Value>();
  });
}

void Return(const CallInfo& info, const std::vector<ByteString>& values) {
  ReturnArray<ByteString>(info, values, [](v8::Isolate* isolate, const ByteString& value) {
    return ToV8(isolate, value).As<v8::Value>();
  });
}

void Return(const CallInfo& info, const std::vector<uint32_t>& values) {
  ReturnArray<uint32_t>(info, values, [](v8::Isolate* isolate, const uint32_t& value) {
    return v8::Integer::NewFromUnsigned(isolate, value).As<v8::Value>();
  });
}

void Return(const CallInfo& info, const absl::Status& status) {
  if (!status.ok()) info.GetIsolate()->ThrowException(ToException(info.GetIsolate(), status));
}

}  // namespace internal
}  // namespace engine
