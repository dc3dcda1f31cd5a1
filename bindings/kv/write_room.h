#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace bindings {

// Memory that values may take while they wait for the store, which no isolate's limit counts any
// more. Any thread; it may go before what has a share of it.
class WriteRoom {
 public:
  explicit WriteRoom(uint64_t most_bytes) : most_(most_bytes) {}

  // A part of the room, until it is destroyed.
  class Share {
   public:
    Share(Share&& other) noexcept
        : taken_(std::move(other.taken_)), bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&&) = delete;
    ~Share() {
      if (bytes_ > 0) taken_->fetch_sub(bytes_, std::memory_order_relaxed);
    }

   private:
    friend class WriteRoom;
    Share(std::shared_ptr<std::atomic<uint64_t>> taken, uint64_t bytes)
        : taken_(std::move(taken)), bytes_(bytes) {}

    std::shared_ptr<std::atomic<uint64_t>> taken_;
    uint64_t bytes_;
  };

  // kUnavailable: too much waits already. What is larger than all of the room has it alone.
  absl::StatusOr<Share> Take(uint64_t bytes) {
    const uint64_t before = taken_->fetch_add(bytes, std::memory_order_relaxed);
    Share share(taken_, bytes);
    if (before == 0 || before + bytes <= most_) return share;
    return absl::UnavailableError(
        absl::StrCat("Too Many Requests: ", before, " octets wait to be written, and ", bytes,
                     " more would exceed ", most_, "; await puts before there are more."));
  }

 private:
  const uint64_t most_;
  const std::shared_ptr<std::atomic<uint64_t>> taken_ = std::make_shared<std::atomic<uint64_t>>(0);
};

}  // namespace bindings
