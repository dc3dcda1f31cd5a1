#include "src/cache/index.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cache/vary.h"

namespace cache {
namespace {

// Responses to one URL that differ in what selects them. The oldest of more goes.
constexpr size_t kMaxVariants = 32;
// What an entry takes of the disk beside its octets: blocks, and its place in a folder.
constexpr uint64_t kFileOverhead = 4'096;
constexpr uint64_t kMemoryOverhead = 512;

uint64_t DiskBytes(const Entry& entry) {
  return entry.file.empty() ? 0 : entry.file_bytes + kFileOverhead;
}

uint64_t MemoryBytes(const Entry& entry) {
  if (!entry.body) return 0;
  uint64_t bytes = kMemoryOverhead + entry.body->size() + 2 * entry.key.size();
  if (entry.head == nullptr) return bytes;
  const http::HeaderList& headers = entry.head->head.headers;
  for (size_t i = 0; i < headers.size(); ++i) {
    bytes += headers.at(i).name.size() + headers.at(i).value.size() + 16;
  }
  return bytes;
}

}  // namespace

size_t Index::ShardOf(std::string_view key) { return Checksum(key) % kShards; }

void Index::Use(Shard& shard, Node& node) {
  node.used = uses_.fetch_add(1, std::memory_order_relaxed) + 1;
  shard.all.splice(shard.all.begin(), shard.all, node.place);
  if (node.memory_bytes != 0) {
    shard.in_memory.splice(shard.in_memory.begin(), shard.in_memory, node.memory_place);
  }
}

std::optional<Entry> Index::Find(std::string_view key, const http::HeaderList& request) {
  Shard& shard = ShardFor(key);
  absl::MutexLock lock(shard.mutex);
  auto found = shard.entries.find(key);
  if (found == shard.entries.end()) return std::nullopt;
  // The last one is the latest (RFC 9111, section 4.1).
  for (auto it = found->second.rbegin(); it != found->second.rend(); ++it) {
    if (!Selects((*it)->entry.selecting, request)) continue;
    Use(shard, **it);
    return (*it)->entry;
  }
  return std::nullopt;
}

void Index::CountMemory(Shard& shard, const std::shared_ptr<Node>& node) {
  node->memory_bytes = MemoryBytes(node->entry);
  if (node->memory_bytes == 0) return;
  shard.in_memory.push_front(node);
  node->memory_place = shard.in_memory.begin();
  meter_.memory_bytes += node->memory_bytes;
}

void Index::ForgetBody(Shard& shard, Node& node) {
  node.entry.body.reset();
  if (node.memory_bytes == 0) return;
  shard.in_memory.erase(node.memory_place);
  meter_.memory_bytes -= std::exchange(node.memory_bytes, 0);
}

void Index::Add(Shard& shard, Entry entry, bool in_front) {
  auto node = std::make_shared<Node>();
  node->entry = std::move(entry);
  std::vector<std::shared_ptr<Node>>& variants = shard.entries[node->entry.key];
  if (in_front) {
    node->used = uses_.fetch_add(1, std::memory_order_relaxed) + 1;
    variants.push_back(node);
    shard.all.push_front(node);
    node->place = shard.all.begin();
  } else {
    variants.insert(variants.begin(), node);
    shard.all.push_back(node);
    node->place = std::prev(shard.all.end());
  }
  CountMemory(shard, node);
  meter_.disk_bytes += DiskBytes(node->entry);
  ++meter_.entries;
}

void Index::Drop(Shard& shard, const std::shared_ptr<Node>& node, Files& files) {
  ForgetBody(shard, *node);
  shard.all.erase(node->place);
  meter_.disk_bytes -= DiskBytes(node->entry);
  --meter_.entries;
  if (!node->entry.file.empty()) files.push_back(node->entry.file);
}

void Index::Erase(Shard& shard, const std::shared_ptr<Node>& node, Files& files) {
  const std::shared_ptr<Node> kept = node;
  Drop(shard, kept, files);
  auto found = shard.entries.find(kept->entry.key);
  std::erase(found->second, kept);
  if (found->second.empty()) shard.entries.erase(found);
}

Index::Files Index::Insert(Entry entry) {
  Files files;
  Shard& shard = ShardFor(entry.key);
  absl::MutexLock lock(shard.mutex);
  auto found = shard.entries.find(entry.key);
  if (found != shard.entries.end()) {
    std::vector<std::shared_ptr<Node>>& variants = found->second;
    for (size_t i = variants.size(); i-- > 0;) {
      if (variants[i]->entry.selecting != entry.selecting) continue;
      Drop(shard, variants[i], files);
      variants.erase(variants.begin() + static_cast<std::ptrdiff_t>(i));
    }
    while (variants.size() >= kMaxVariants) {
      Drop(shard, variants.front(), files);
      variants.erase(variants.begin());
    }
  }
  // Whoever has looked through the folder may have been faster.
  std::erase(files, entry.file);
  Add(shard, std::move(entry), /*in_front=*/true);
  return files;
}

Index::Files Index::InsertFound(Entry entry) {
  Files files;
  Shard& shard = ShardFor(entry.key);
  absl::MutexLock lock(shard.mutex);
  auto found = shard.entries.find(entry.key);
  if (found != shard.entries.end()) {
    const bool is_replaced =
        std::any_of(found->second.begin(), found->second.end(),
                    [&](const auto& node) { return node->entry.selecting == entry.selecting; });
    if (is_replaced || found->second.size() >= kMaxVariants) {
      files.push_back(std::move(entry.file));
      return files;
    }
  }
  Add(shard, std::move(entry), /*in_front=*/false);
  return files;
}

bool Index::Has(std::string_view key, std::string_view file) {
  Shard& shard = ShardFor(key);
  absl::MutexLock lock(shard.mutex);
  auto found = shard.entries.find(key);
  return found != shard.entries.end() &&
         std::any_of(found->second.begin(), found->second.end(),
                     [&](const auto& node) { return node->entry.file == file; });
}

bool Index::Remove(std::string_view key, Files& files) {
  Shard& shard = ShardFor(key);
  absl::MutexLock lock(shard.mutex);
  auto found = shard.entries.find(key);
  if (found == shard.entries.end()) return false;
  for (const std::shared_ptr<Node>& node : found->second) Drop(shard, node, files);
  shard.entries.erase(found);
  return true;
}

Index::Files Index::Forget(std::string_view key, std::string_view file) {
  Files files;
  Shard& shard = ShardFor(key);
  absl::MutexLock lock(shard.mutex);
  auto found = shard.entries.find(key);
  if (found == shard.entries.end()) return files;
  for (const std::shared_ptr<Node>& node : found->second) {
    if (node->entry.file != file) continue;
    Erase(shard, node, files);
    break;
  }
  return files;
}

void Index::Remember(std::string_view key, std::string_view file,
                     std::shared_ptr<const StoredHead> head, base::Bytes body) {
  Shard& shard = ShardFor(key);
  absl::MutexLock lock(shard.mutex);
  auto found = shard.entries.find(key);
  if (found == shard.entries.end()) return;
  for (const std::shared_ptr<Node>& node : found->second) {
    if (node->entry.file != file || node->entry.body) continue;
    // What a 304 has changed since is newer than the file.
    if (node->entry.head == nullptr) node->entry.head = std::move(head);
    node->entry.body = std::move(body);
    CountMemory(shard, node);
    return;
  }
}

void Index::Refresh(std::string_view key, std::string_view file,
                    std::shared_ptr<const StoredHead> head) {
  Shard& shard = ShardFor(key);
  absl::MutexLock lock(shard.mutex);
  auto found = shard.entries.find(key);
  if (found == shard.entries.end()) return;
  for (const std::shared_ptr<Node>& node : found->second) {
    if (node->entry.file != file || node->entry.selecting != head->selecting) continue;
    node->entry.stored_millis = head->stored_millis;
    node->entry.stale_millis = head->StaleMillis();
    node->entry.head = std::move(head);
    return;
  }
}

template <class List>
Index::Shard* Index::Oldest(List list) {
  Shard* oldest = nullptr;
  uint64_t used = UINT64_MAX;
  for (Shard& shard : shards_) {
    absl::MutexLock lock(shard.mutex);
    const Nodes& nodes = list(shard);
    if (nodes.empty() || nodes.back()->used >= used) continue;
    used = nodes.back()->used;
    oldest = &shard;
  }
  return oldest;
}

bool Index::EvictOne(Files& files) {
  Shard* shard =
      Oldest([](Shard& one) ABSL_NO_THREAD_SAFETY_ANALYSIS -> const Nodes& { return one.all; });
  if (shard == nullptr) return false;
  absl::MutexLock lock(shard->mutex);
  // Whoever was faster has made room, too.
  if (!shard->all.empty()) {
    Erase(*shard, shard->all.back(), files);
    Meter::Count(meter_.evicted);
  }
  return true;
}

bool Index::ForgetOne(Files& files) {
  Shard* shard = Oldest(
      [](Shard& one) ABSL_NO_THREAD_SAFETY_ANALYSIS -> const Nodes& { return one.in_memory; });
  if (shard == nullptr) return false;
  absl::MutexLock lock(shard->mutex);
  if (shard->in_memory.empty()) return true;
  const std::shared_ptr<Node> node = shard->in_memory.back();
  if (!node->entry.file.empty()) {
    ForgetBody(*shard, *node);
  } else {
    Erase(*shard, node, files);
    Meter::Count(meter_.evicted);
  }
  return true;
}

Index::Files Index::MakeRoom() {
  Files files;
  while (Meter::Read(meter_.disk_bytes) > max_disk_bytes_ && EvictOne(files)) {
  }
  while (Meter::Read(meter_.memory_bytes) > max_memory_bytes_ && ForgetOne(files)) {
  }
  return files;
}

}  // namespace cache
