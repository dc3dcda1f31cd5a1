#include "src/engine/v8_values.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "simdutf.h"
#include "src/engine/turn_zone.h"

namespace engine {
namespace {

// Below this, copying is cheaper than a backing store of its own.
constexpr size_t kHandOverFrom = 16 * 1024;

// What is shown of a text at most, in UTF-16 code units: a worker may throw one of half a gigabyte.
constexpr uint32_t kTextUnits = 16 * 1024;

v8::Local<v8::ArrayBuffer> ToArrayBuffer(v8::Isolate* isolate, base::Bytes bytes) {
  if (bytes.size() >= kHandOverFrom && bytes.unique()) {
    void* data = const_cast<char*>(bytes.data());
    const size_t size = bytes.size();
    auto* owner = new base::Bytes(std::move(bytes));
    std::unique_ptr<v8::BackingStore> store = v8::ArrayBuffer::NewBackingStore(
        data, size,
        [](void*, size_t, void* owner) {
          const NativeZone zone;
          delete static_cast<base::Bytes*>(owner);
        },
        owner);
    return v8::ArrayBuffer::New(isolate, std::move(store));
  }
  v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(
      isolate, bytes.size(), v8::BackingStoreInitializationMode::kUninitialized);
  if (!bytes.empty()) memcpy(buffer->Data(), bytes.data(), bytes.size());
  const NativeMemory memory;
  bytes = base::Bytes();
  return buffer;
}

// An object in which no `then` is found.
v8::Local<v8::Value> InObject(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  v8::Local<v8::Name> name = ToInternalized(isolate, "value");
  return v8::Object::New(isolate, v8::Null(isolate), &name, &value, 1);
}

}  // namespace

v8::Local<v8::String> ToV8(v8::Isolate* isolate, std::string_view utf8) {
  const int size = static_cast<int>(utf8.size());
  v8::Local<v8::String> result;
  bool made;
  if (simdutf::validate_ascii(utf8.data(), utf8.size())) {
    made = v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(utf8.data()),
                                      v8::NewStringType::kNormal, size)
               .ToLocal(&result);
  } else {
    made = v8::String::NewFromUtf8(isolate, utf8.data(), v8::NewStringType::kNormal, size)
               .ToLocal(&result);
  }
  // V8 refuses strings of half a gigabyte and more.
  return made ? result : v8::String::Empty(isolate);
}

v8::Local<v8::String> ToV8(v8::Isolate* isolate, const ByteString& text) {
  v8::Local<v8::String> result;
  if (!v8::String::NewFromOneByte(isolate, reinterpret_cast<const uint8_t*>(text.bytes.data()),
                                  v8::NewStringType::kNormal, static_cast<int>(text.bytes.size()))
           .ToLocal(&result)) {
    return v8::String::Empty(isolate);
  }
  return result;
}

v8::Local<v8::String> ToInternalized(v8::Isolate* isolate, std::string_view ascii) {
  return v8::String::NewFromUtf8(isolate, ascii.data(), v8::NewStringType::kInternalized,
                                 static_cast<int>(ascii.size()))
      .ToLocalChecked();
}

v8::Local<v8::Uint8Array> ToV8(v8::Isolate* isolate, base::Bytes bytes) {
  const size_t size = bytes.size();
  return v8::Uint8Array::New(ToArrayBuffer(isolate, std::move(bytes)), 0, size);
}

std::string ToUtf8(v8::Isolate* isolate, v8::Local<v8::String> string) {
  std::string result;
  if (string->IsOneByte()) {
    const size_t length = string->Length();
    result.resize(length);
    string->WriteOneByteV2(isolate, 0, length, reinterpret_cast<uint8_t*>(result.data()));
    if (simdutf::validate_ascii(result.data(), length)) return result;
    std::string utf8(simdutf::utf8_length_from_latin1(result.data(), length), '\0');
    utf8.resize(simdutf::convert_latin1_to_utf8(result.data(), length, utf8.data()));
    return utf8;
  }
  result.resize(string->Utf8LengthV2(isolate));
  string->WriteUtf8V2(isolate, result.data(), result.size(),
                      v8::String::WriteFlags::kReplaceInvalidUtf8);
  return result;
}

std::string ToDisplay(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  v8::TryCatch ignored(isolate);
  v8::Local<v8::String> string;
  if (!value->ToDetailString(isolate->GetCurrentContext()).ToLocal(&string)) {
    return "(a value that cannot be shown)";
  }
  return ToText(isolate, string);
}

std::string ToText(v8::Isolate* isolate, v8::Local<v8::String> string) {
  const auto length = static_cast<uint32_t>(string->Length());
  if (length <= kTextUnits) return ToUtf8(isolate, string);
  std::vector<uint16_t> units(kTextUnits);
  string->WriteV2(isolate, 0, kTextUnits, units.data());
  v8::Local<v8::String> beginning;
  if (!v8::String::NewFromTwoByte(isolate, units.data(), v8::NewStringType::kNormal,
                                  static_cast<int>(kTextUnits))
           .ToLocal(&beginning)) {
    return "(a text that cannot be shown)";
  }
  return absl::StrCat(ToUtf8(isolate, beginning), "... ", length - kTextUnits, " more characters");
}

v8::Local<v8::Value> ToException(v8::Isolate* isolate, const absl::Status& status) {
  v8::Local<v8::String> message = ToV8(isolate, status.message());
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
      return v8::Exception::TypeError(message);
    case absl::StatusCode::kOutOfRange:
      return v8::Exception::RangeError(message);
    default:
      return v8::Exception::Error(message);
  }
}

v8::Local<v8::Value> ToV8(v8::Isolate* isolate, v8::Local<v8::Context> context,
                          Completion completion) {
  if (auto* flag = std::get_if<bool>(&completion)) return v8::Boolean::New(isolate, *flag);
  if (auto* number = std::get_if<double>(&completion)) return v8::Number::New(isolate, *number);
  if (auto* text = std::get_if<std::string>(&completion)) return ToV8(isolate, *text);
  if (auto* bytes = std::get_if<base::Bytes>(&completion)) {
    return InObject(isolate, ToV8(isolate, std::move(*bytes)));
  }
  if (auto* strings = std::get_if<std::vector<ByteString>>(&completion)) {
    std::vector<v8::Local<v8::Value>> values;
    values.reserve(strings->size());
    for (const ByteString& string : *strings) values.push_back(ToV8(isolate, string));
    return InObject(isolate, v8::Array::New(isolate, values.data(), values.size()));
  }
  return v8::Undefined(isolate);
}

Exception ToException(v8::Isolate* isolate, v8::Local<v8::Context> context,
                      v8::Local<v8::Value> thrown, v8::Local<v8::Message> message) {
  Exception exception;
  v8::TryCatch ignored(isolate);
  exception.message = ToDisplay(isolate, thrown);
  v8::Local<v8::Value> stack;
  if (v8::TryCatch::StackTrace(context, thrown).ToLocal(&stack) && stack->IsString()) {
    exception.stack = ToText(isolate, stack.As<v8::String>());
  }
  if (message.IsEmpty()) return exception;

  v8::Local<v8::Value> file = message->GetScriptOrigin().ResourceName();
  if (!file.IsEmpty() && file->IsString()) {
    exception.file = ToUtf8(isolate, file.As<v8::String>());
  }
  exception.line = message->GetLineNumber(context).FromMaybe(0);
  exception.column = message->GetStartColumn(context).FromMaybe(-1) + 1;
  v8::Local<v8::String> line;
  if (message->GetSourceLine(context).ToLocal(&line)) {
    exception.source_line = ToText(isolate, line);
  }
  return exception;
}

Exception ToException(v8::Isolate* isolate, v8::Local<v8::Context> context,
                      const v8::TryCatch& try_catch) {
  if (try_catch.HasTerminated()) {
    Exception exception;
    exception.message = "Error: the script was terminated";
    return exception;
  }
  return ToException(isolate, context, try_catch.Exception(), try_catch.Message());
}

}  // namespace engine
