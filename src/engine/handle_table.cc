#include "src/engine/handle_table.h"

#include <utility>

namespace engine {

HandleTable::~HandleTable() { Clear(); }

uint32_t HandleTable::Add(void* object, const void* tag, Destroy destroy) {
  do {
    ++last_;
  } while (last_ == 0 || entries_.contains(last_));
  entries_[last_] = {object, tag, destroy};
  return last_;
}

void* HandleTable::Find(uint32_t number, const void* tag) const {
  const auto it = entries_.find(number);
  return it == entries_.end() || it->second.tag != tag ? nullptr : it->second.object;
}

void HandleTable::Close(uint32_t number) {
  const auto it = entries_.find(number);
  if (it == entries_.end()) return;
  const Entry entry = it->second;
  entries_.erase(it);
  bytes_ -= entry.bytes;
  entry.destroy(entry.object);
}

void HandleTable::Clear() {
  while (!entries_.empty()) Close(entries_.begin()->first);
}

void HandleTable::SetBytes(uint32_t number, size_t bytes) {
  const auto it = entries_.find(number);
  if (it == entries_.end()) return;
  bytes_ += bytes - it->second.bytes;
  it->second.bytes = bytes;
}

int64_t HandleTable::TakeGrowth() {
  return static_cast<int64_t>(bytes_) - static_cast<int64_t>(std::exchange(told_, bytes_));
}

}  // namespace engine
