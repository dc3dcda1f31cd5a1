#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace base {

// A slice of bytes that nobody changes, with shared ownership of the memory it lies in.
//
// Copying a Bytes or cutting a slice copies a pointer, not the contents. Any thread may hold one.
class Bytes {
 public:
  Bytes() = default;

  // Bytes of `text`, which moves into memory of its own.
  explicit Bytes(std::string text) {
    auto owner = std::make_shared<const std::string>(std::move(text));
    data_ = owner->data();
    size_ = owner->size();
    owner_ = std::move(owner);
  }

  // The `size` bytes at `data`, which live as long as `owner` does.
  Bytes(std::shared_ptr<const void> owner, const void* data, size_t size)
      : owner_(std::move(owner)), data_(static_cast<const char*>(data)), size_(size) {}

  static Bytes Copy(std::string_view text) { return Bytes(std::string(text)); }
  static Bytes Copy(std::span<const uint8_t> bytes) {
    return Copy(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }
  // Bytes that live for ever, such as a string literal.
  static Bytes Static(std::string_view text) { return Bytes(nullptr, text.data(), text.size()); }

  const char* data() const { return data_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::string_view view() const { return {data_, size_}; }
  std::span<const uint8_t> span() const { return {reinterpret_cast<const uint8_t*>(data_), size_}; }

  // The bytes from `offset` on, at most `count` of them. `offset` must not pass size().
  Bytes Slice(size_t offset, size_t count = SIZE_MAX) const {
    size_t rest = size_ - offset;
    return Bytes(owner_, data_ + offset, count < rest ? count : rest);
  }

  // Whether no other Bytes shares the memory, so that its last holder may hand it on as its own.
  bool unique() const { return owner_ != nullptr && owner_.use_count() == 1; }

 private:
  std::shared_ptr<const void> owner_;
  const char* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace base
