#pragma once

#include <cstddef>
#include <cstdint>

namespace v8 {
template <class T>
class FunctionCallbackInfo;
class Value;
}  // namespace v8

namespace engine {

namespace internal {
void SetHandleBytes(const v8::FunctionCallbackInfo<v8::Value>& info, uint32_t number, size_t bytes);
}  // namespace internal

// An argument of an op: an object that JavaScript has a number for. An op that returns a
// std::unique_ptr<T> gives the object to the isolate and the number to JavaScript, whose half calls
// `closeWith(owner, number)` of native:runtime: the object is destroyed with the isolate, when
// `owner` is collected, or by `close(number)`, whichever comes first. A number of no T throws a
// TypeError.
//
// T's destructor may run in a garbage collection: it must not call the engine. Valid until the op
// returns.
template <class T>
class Handle {
 public:
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }

  // Says how much memory the object takes from now on, so that the isolate's limit counts it.
  // Octets. At first it is what T::memory_bytes() says, if there is one, or the size of T.
  void SetBytes(size_t bytes) const { internal::SetHandleBytes(*info_, number_, bytes); }

  // Its address stands for the type.
  static constexpr char kTag = 0;

  Handle() = default;
  Handle(const v8::FunctionCallbackInfo<v8::Value>& info, uint32_t number, void* object)
      : info_(&info), number_(number), object_(static_cast<T*>(object)) {}

 private:
  const v8::FunctionCallbackInfo<v8::Value>* info_ = nullptr;
  uint32_t number_ = 0;
  T* object_ = nullptr;
};

}  // namespace engine
