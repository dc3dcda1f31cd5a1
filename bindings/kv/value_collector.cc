#include "bindings/kv/value_collector.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include "absl/log/absl_check.h"

namespace bindings {
namespace {

constexpr size_t kLeastCapacity = 4096;

}  // namespace

ValueCollector::~ValueCollector() { free(data_); }

void ValueCollector::Append(std::span<const uint8_t> octets) {
  if (octets.empty()) return;
  if (octets.size() > capacity_ - size_) {
    const size_t wanted =
        std::max({kLeastCapacity, size_ + octets.size(), capacity_ + capacity_ / 2});
    void* larger = realloc(data_, wanted);
    ABSL_CHECK(larger != nullptr) << "no memory for " << wanted << " octets of a value";
    data_ = static_cast<char*>(larger);
    capacity_ = wanted;
  }
  memcpy(data_ + size_, octets.data(), octets.size());
  size_ += octets.size();
}

base::Bytes ValueCollector::Take() {
  const size_t size = std::exchange(size_, 0);
  capacity_ = 0;
  char* data = std::exchange(data_, nullptr);
  return base::Bytes(std::shared_ptr<const void>(data, free), data, size);
}

}  // namespace bindings
