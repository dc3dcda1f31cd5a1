#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

#include "src/http/body.h"

namespace http {

// How much may wait, in all bodies together that have the same allowance, for readers that are
// behind. Any thread.
class TeeAllowance {
 public:
  explicit TeeAllowance(size_t most_bytes) : most_bytes_(most_bytes) {}

  // False, and nothing is taken: it would be more than may be.
  bool Take(size_t bytes) {
    if (used_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= most_bytes_) return true;
    Give(bytes);
    return false;
  }
  void Give(size_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  size_t used_bytes() const { return used_.load(std::memory_order_relaxed); }
  size_t most_bytes() const { return most_bytes_; }

 private:
  const size_t most_bytes_;
  std::atomic<size_t> used_ = 0;
};

// Two bodies with the octets of one, which may go at any time. The faster reader gets ahead of one
// that reads it through (BodySource::WillReadThrough) by 1 MB, and waits then. Of one that may
// never read it waits for nothing; when the allowance is used up, that body breaks off with
// kResourceExhausted. Bound to the loop's thread.
std::pair<Body, Body> TeeBody(Body source, std::shared_ptr<TeeAllowance> allowance);

}  // namespace http
