#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "src/base/bytes.h"
#include "src/cache/head_code.h"
#include "src/cache/meter.h"
#include "src/http/message.h"

namespace cache {

// What the index knows of a stored response.
struct Entry {
  std::string key;
  std::string selecting;
  std::string file;  // its name; empty: there is none
  uint64_t body_bytes = 0;
  uint64_t file_bytes = 0;
  int64_t stored_millis = 0;
  int64_t stale_millis = 0;
  // Null: in the file alone. Without a body: a 304 has changed it since the file was written.
  std::shared_ptr<const StoredHead> head;
  std::optional<base::Bytes> body;
};

// Where stored responses are, by key and selecting fields, and which of them go first when there is
// no room. What lies in memory is bounded by itself: beyond, the body is forgotten and its file is
// not. Does no I/O: it says which files are to be removed. Any thread.
class Index {
 public:
  static constexpr size_t kShards = 16;

  // `meter` is borrowed.
  Index(uint64_t max_disk_bytes, uint64_t max_memory_bytes, Meter& meter)
      : max_disk_bytes_(max_disk_bytes), max_memory_bytes_(max_memory_bytes), meter_(meter) {}

  // Files of the entries of a key are in the folder of its shard. The same in every process.
  static size_t ShardOf(std::string_view key);

  // The latest entry of the key that the request selects. It counts as used now.
  std::optional<Entry> Find(std::string_view key, const http::HeaderList& request);

  using Files = std::vector<std::string>;  // to be removed: "a/NAME"

  // Puts an entry in the place of the one with the same key and selecting fields.
  Files Insert(Entry entry);
  // The same for one that was there when the process began: what is in its place already is newer.
  // Entries come with the latest first.
  Files InsertFound(Entry entry);
  // Whether there is an entry of the key with this file.
  bool Has(std::string_view key, std::string_view file);
  // Removes all entries of a key; whether there were any.
  bool Remove(std::string_view key, Files& files);
  // Removes the entry that has this file, if there is one.
  Files Forget(std::string_view key, std::string_view file);
  // Has an entry's head and body in memory, too, where it has this file still.
  void Remember(std::string_view key, std::string_view file, std::shared_ptr<const StoredHead> head,
                base::Bytes body);
  // A 304 has validated the entry that has `old` for its head or this file: `head` replaces its
  // own.
  void Refresh(std::string_view key, std::string_view file, std::shared_ptr<const StoredHead> head);

  // The files of those that were used longest ago, until there is room, and forgets bodies in
  // memory. The entries are gone when this returns.
  Files MakeRoom();

 private:
  struct Node;
  using Nodes = std::list<std::shared_ptr<Node>>;
  // An entry and its places in the lists of its shard.
  struct Node {
    Entry entry;
    uint64_t memory_bytes = 0;
    uint64_t used = 0;  // when it was used: a number that rises
    Nodes::iterator place;
    Nodes::iterator memory_place;  // where memory_bytes is not 0
  };
  struct Shard {
    absl::Mutex mutex;
    absl::flat_hash_map<std::string, std::vector<std::shared_ptr<Node>>> entries
        ABSL_GUARDED_BY(mutex);
    // Those used last are in front.
    Nodes all ABSL_GUARDED_BY(mutex);
    Nodes in_memory ABSL_GUARDED_BY(mutex);
  };

  Shard& ShardFor(std::string_view key) { return shards_[ShardOf(key)]; }
  void Use(Shard& shard, Node& node) ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  void Add(Shard& shard, Entry entry, bool in_front) ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  // Takes it out of the lists and the sums, and adds its file.
  void Drop(Shard& shard, const std::shared_ptr<Node>& node, Files& files)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  // The same, and out of the map.
  void Erase(Shard& shard, const std::shared_ptr<Node>& node, Files& files)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  void CountMemory(Shard& shard, const std::shared_ptr<Node>& node)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  void ForgetBody(Shard& shard, Node& node) ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  // Drops the one that was used longest ago of all shards; false: there is none.
  bool EvictOne(Files& files);
  bool ForgetOne(Files& files);
  template <class List>
  Shard* Oldest(List list);

  const uint64_t max_disk_bytes_;
  const uint64_t max_memory_bytes_;
  Meter& meter_;
  std::atomic<uint64_t> uses_ = 0;
  std::array<Shard, kShards> shards_;
};

}  // namespace cache
