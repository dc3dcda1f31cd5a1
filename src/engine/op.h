#pragma once

// Ops: C++ functions that JavaScript can call.
//
// An op is a free function whose signature is its schema:
//
//   absl::StatusOr<std::string> Decode(engine::Call& call, std::span<const uint8_t> input, bool
//   fatal); void Read(engine::Call& call, uint32_t invocation,
//   engine::Resolver<std::optional<base::Bytes>> done);
//
//   constexpr engine::Op kOps[] = {engine::Bind<&Decode>("decode"), engine::Bind<&Read>("read")};
//   constexpr engine::Module kModule = {"native:example", kOps};
//
// Arguments must have exactly the declared type: nothing is coerced, so no code of the worker runs
// between the call and the op, and a view stays valid until the op returns. A wrong type throws a
// TypeError; a missing trailing std::optional is nullopt. A trailing Resolver makes the op
// asynchronous: the call returns a promise. Objects that outlive the call are Handles.
//
// A failed Status becomes an exception: kInvalidArgument a TypeError, kOutOfRange a RangeError,
// anything else an Error.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/engine/byte_string.h"
#include "src/engine/handle.h"
#include "src/engine/resolver.h"
#include "src/engine/turn_zone.h"

namespace v8 {
template <class T>
class FunctionCallbackInfo;
class Value;
}  // namespace v8

namespace engine {

class Isolate;
using CallInfo = v8::FunctionCallbackInfo<v8::Value>;

// One call of an op. It lives on the stack of the call and proves that the caller is inside a turn.
class Call {
 public:
  explicit Call(const CallInfo& info) : info_(info) {}
  Call(const Call&) = delete;

  // The invocation whose asynchronous context the calling code runs in; 0 while the worker's
  // top level runs.
  uint32_t invocation() const;

  // The object that the isolate's holder put there with Isolate::SetHost<T>.
  template <class T>
  T& host() const {
    return *static_cast<T*>(Host(&kHostTag<T>));
  }

  Isolate& isolate() const;
  const CallInfo& info() const { return info_; }

 private:
  friend class Isolate;
  template <class T>
  static constexpr char kHostTag = 0;
  void* Host(const void* tag) const;

  const CallInfo& info_;
};

struct Op {
  std::string_view name;
  void (*callback)(const CallInfo&);
};

// The ops that JavaScript imports from one specifier, such as "native:url". Immutable; any thread.
struct Module {
  std::string_view specifier;
  std::span<const Op> ops;
  // Whether only what an isolate compiles later asks for them, by the op lazyNative: they are not
  // in the start-up snapshot.
  bool lazy = false;
};

namespace internal {

// A view of a buffer's octets. V8 keeps small buffers on its own heap, where they may move: these
// are copied to `small`.
struct ByteView {
  std::span<const uint8_t> bytes;
  uint8_t small[64];
};

// Readers convert argument `index` and return whether it had the declared type; if not, a
// TypeError is pending.
bool ReadArgument(const CallInfo& info, int index, bool* out);
bool ReadArgument(const CallInfo& info, int index, uint32_t* out);
bool ReadArgument(const CallInfo& info, int index, double* out);
bool ReadArgument(const CallInfo& info, int index, std::string* out);
bool ReadArgument(const CallInfo& info, int index, std::u16string* out);
bool ReadArgument(const CallInfo& info, int index, ByteString* out);
bool ReadArgument(const CallInfo& info, int index, ByteView* out);
bool ReadArgument(const CallInfo& info, int index, std::span<uint8_t>* out);
bool ReadArgument(const CallInfo& info, int index, base::Bytes* out);
bool ReadArgument(const CallInfo& info, int index, std::vector<std::string>* out);
bool IsUndefined(const CallInfo& info, int index);

// The object that argument `index` is the number of. Null: a TypeError is pending.
void* FindHandle(const CallInfo& info, int index, const void* tag, uint32_t* number);
template <class T>
bool ReadArgument(const CallInfo& info, int index, Handle<T>* out) {
  uint32_t number = 0;
  void* object = FindHandle(info, index, &Handle<T>::kTag, &number);
  if (object == nullptr) return false;
  *out = Handle<T>(info, number, object);
  return true;
}

template <class T>
bool ReadArgument(const CallInfo& info, int index, std::optional<T>* out) {
  if (IsUndefined(info, index)) return true;
  return ReadArgument(info, index, &out->emplace());
}

// The promise of an asynchronous op is made, and becomes the call's result, as this is read.
CompletionTarget NewPromise(const CallInfo& info);
template <class T>
bool ReadArgument(const CallInfo& info, int, std::optional<Resolver<T>>* out) {
  CompletionTarget target = NewPromise(info);
  if (!target.valid()) return false;
  out->emplace(std::move(target));
  return true;
}

void Return(const CallInfo& info, bool value);
void Return(const CallInfo& info, uint32_t value);
void Return(const CallInfo& info, double value);
void Return(const CallInfo& info, std::string_view value);
void Return(const CallInfo& info, const std::u16string& value);
void Return(const CallInfo& info, const ByteString& value);
void Return(const CallInfo& info, base::Bytes value);
void Return(const CallInfo& info, const std::vector<std::string>& value);
void Return(const CallInfo& info, const std::vector<ByteString>& value);
void Return(const CallInfo& info, const std::vector<uint32_t>& value);
void Return(const CallInfo& info, const absl::Status& status);
inline void Return(const CallInfo& info, const std::string& value) {
  Return(info, std::string_view(value));
}
void ReturnHandle(const CallInfo& info, void* object, const void* tag, void (*destroy)(void*),
                  size_t bytes);
template <class T>
void Return(const CallInfo& info, std::unique_ptr<T> object) {
  size_t bytes = sizeof(T);
  if constexpr (requires { object->memory_bytes(); }) bytes = object->memory_bytes();
  ReturnHandle(
      info, object.release(), &Handle<T>::kTag,
      [](void* object) { delete static_cast<T*>(object); }, bytes);
}
template <class T>
void Return(const CallInfo& info, std::optional<T> value) {
  if (value) Return(info, *std::move(value));
}
template <class... T>
void Return(const CallInfo& info, std::variant<T...> value) {
  std::visit([&](auto& alternative) { Return(info, std::move(alternative)); }, value);
}
template <class T>
void Return(const CallInfo& info, absl::StatusOr<T> value) {
  if (value.ok()) {
    Return(info, *std::move(value));
  } else {
    Return(info, value.status());
  }
}

template <class T>
struct Storage {
  using type = std::decay_t<T>;
  static type&& Take(type& value) { return std::move(value); }
};
template <class T>
struct Storage<Resolver<T>> {
  using type = std::optional<Resolver<T>>;
  static Resolver<T>&& Take(type& value) { return *std::move(value); }
};

template <>
struct Storage<std::span<const uint8_t>> {
  using type = ByteView;
  static std::span<const uint8_t> Take(type& value) { return value.bytes; }
};

// A value that an op takes or gives: its memory is not V8's, whoever has come by it how.
template <class T>
class OpValue {
 public:
  template <class... Args>
  explicit OpValue(Args&&... args) : value_(std::in_place, std::forward<Args>(args)...) {}
  ~OpValue() {
    const NativeMemory memory;
    value_.reset();
  }
  OpValue(const OpValue&) = delete;

  T& operator*() { return *value_; }

 private:
  std::optional<T> value_;
};

template <auto F, class R, class... A, size_t... I>
void Invoke(const CallInfo& info, R (*)(Call&, A...), std::index_sequence<I...>) {
  OpValue<std::tuple<typename Storage<std::decay_t<A>>::type...>> arguments;
  if (!(ReadArgument(info, static_cast<int>(I), &std::get<I>(*arguments)) && ...)) return;
  Call call(info);
  const auto run = [&]() -> R {
    const NativeZone zone;
    return F(call, Storage<std::decay_t<A>>::Take(std::get<I>(*arguments))...);
  };
  if constexpr (std::is_void_v<R>) {
    run();
  } else {
    OpValue<R> result(run());
    Return(info, std::move(*result));
  }
}

template <class R, class... A>
constexpr size_t Arity(R (*)(Call&, A...)) {
  return sizeof...(A);
}

template <auto F>
void Trampoline(const CallInfo& info) {
  Invoke<F>(info, F, std::make_index_sequence<Arity(F)>());
}

}  // namespace internal

// Makes an op of the function F, under `name` in its module.
template <auto F>
constexpr Op Bind(std::string_view name) {
  return {name, &internal::Trampoline<F>};
}

}  // namespace engine
