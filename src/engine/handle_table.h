#pragma once

// The objects that natives keep for JavaScript from one call to the next. JavaScript has a number
// for each, which is of no use in another isolate.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/container/flat_hash_map.h"

namespace engine {

// The table of one isolate. Bound to it: use in a turn only.
class HandleTable {
 public:
  using Destroy = void (*)(void* object);

  HandleTable() = default;
  ~HandleTable();
  HandleTable(const HandleTable&) = delete;

  // Takes the object and returns its number, never 0. `tag` stands for its type.
  uint32_t Add(void* object, const void* tag, Destroy destroy);
  // Null when there is no such object, or one of another type.
  void* Find(uint32_t number, const void* tag) const;
  // Destroys the object, if it is still there.
  void Close(uint32_t number);
  // Destroys all of them.
  void Clear();

  // Says how much memory an object takes at the moment.
  void SetBytes(uint32_t number, size_t bytes);
  // By how much what all of them take has grown since the last call.
  int64_t TakeGrowth();

  size_t size() const { return entries_.size(); }
  // What all of them take.
  size_t bytes() const { return bytes_; }

 private:
  struct Entry {
    void* object;
    const void* tag;
    Destroy destroy;
    size_t bytes = 0;
  };

  uint32_t last_ = 0;
  absl::flat_hash_map<uint32_t, Entry> entries_;
  size_t bytes_ = 0;
  size_t told_ = 0;  // bytes_ at the last TakeGrowth
};

}  // namespace engine
