#pragma once

#include <memory>
#include <utility>

namespace base {

// A reference to a T that knows when the T is gone. For objects bound to one thread: a callback
// that may come late holds a Weak<T> and asks before it acts.
template <class T>
class Weak {
 public:
  Weak() = default;

  // The object, or null after its WeakOwner is gone.
  T* get() const { return cell_ ? *cell_ : nullptr; }
  T* operator->() const { return get(); }
  explicit operator bool() const { return get() != nullptr; }

 private:
  template <class>
  friend class WeakOwner;
  explicit Weak(std::shared_ptr<T*> cell) : cell_(std::move(cell)) {}

  std::shared_ptr<T*> cell_;
};

// The member of a T that hands out Weak<T>. Declare it last, so that it goes first.
template <class T>
class WeakOwner {
 public:
  explicit WeakOwner(T* object) : cell_(std::make_shared<T*>(object)) {}
  ~WeakOwner() { *cell_ = nullptr; }
  WeakOwner(const WeakOwner&) = delete;
  WeakOwner& operator=(const WeakOwner&) = delete;

  Weak<T> Get() const { return Weak<T>(cell_); }

 private:
  std::shared_ptr<T*> cell_;
};

}  // namespace base
