#pragma once

#include <unistd.h>

#include <utility>

namespace loop {

// A file descriptor that is closed with its owner. -1: none.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }

  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  // Somebody else closes it from now on.
  int Release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

}  // namespace loop
