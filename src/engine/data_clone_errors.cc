#include "src/engine/data_clone_errors.h"

#include "src/engine/v8_values.h"

namespace engine {

DataCloneErrors::DataCloneErrors(v8::Isolate* isolate, v8::Local<v8::Value> new_error)
    : isolate_(isolate), ordinary_(v8::Object::New(isolate)->GetPrototypeV2()) {
  if (new_error->IsFunction()) new_error_ = new_error.As<v8::Function>();
}

void DataCloneErrors::ThrowDataCloneError(v8::Local<v8::String> message) {
  v8::Local<v8::Value> error = v8::Exception::Error(message);
  if (!new_error_.IsEmpty() && !Ask(new_error_, message).ToLocal(&error)) return;
  isolate_->ThrowException(error);
}

void DataCloneErrors::Throw(std::string_view message) {
  ThrowDataCloneError(ToV8(isolate_, message));
}

v8::MaybeLocal<v8::Value> DataCloneErrors::Ask(v8::Local<v8::Function> function,
                                               v8::Local<v8::Value> argument) {
  return function->Call(isolate_->GetCurrentContext(), v8::Undefined(isolate_), 1, &argument);
}

bool DataCloneErrors::IsOrdinary(v8::Local<v8::Object> object) const {
  v8::Local<v8::Value> prototype = object->GetPrototypeV2();
  return prototype->IsNull() || prototype == ordinary_;
}

}  // namespace engine
