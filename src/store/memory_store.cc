#include "src/store/memory_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace store {
namespace {

// The pieces of a value that is in memory.
class BytesReader : public ValueReader {
 public:
  explicit BytesReader(base::Bytes bytes) : rest_(std::move(bytes)) {}

  absl::StatusOr<std::optional<base::Bytes>> Next() override {
    constexpr size_t kPieceBytes = 65'536;
    if (rest_.empty()) return std::nullopt;
    base::Bytes piece = rest_.Slice(0, kPieceBytes);
    rest_ = rest_.Slice(piece.size());
    return piece;
  }

 private:
  base::Bytes rest_;
};

constexpr size_t kLargeBytes = 32'768;

}  // namespace

class MemoryStore::MemoryNamespace : public Namespace {
 public:
  MemoryNamespace(std::string_view title, uint64_t quota_bytes)
      : title_(title), quota_bytes_(quota_bytes) {}

  absl::StatusOr<std::optional<Found>> Get(std::string_view key, int64_t now) override {
    absl::MutexLock lock(mutex_);
    const auto it = entries_.find(key);
    if (it == entries_.end() || HasExpired(it->second, now)) return std::nullopt;
    Found found;
    found.metadata = it->second.metadata;
    found.expiration = it->second.expiration;
    found.size = it->second.value->size();
    found.bytes = *it->second.value;
    if (found.size > kLargeBytes) found.reader = std::make_unique<BytesReader>(found.bytes);
    return found;
  }

  absl::StatusOr<Page> List(const ListQuery& query, int64_t now) override {
    absl::MutexLock lock(mutex_);
    auto it = entries_.lower_bound(query.prefix);
    if (query.after && *query.after >= query.prefix) it = entries_.upper_bound(*query.after);
    Page page;
    for (; it != entries_.end() && it->first.starts_with(query.prefix); ++it) {
      if (HasExpired(it->second, now)) continue;
      if (page.keys.size() == query.limit) {
        page.next = page.keys.back().key;
        break;
      }
      page.keys.push_back({it->first, it->second.metadata, it->second.expiration});
    }
    return page;
  }

  void Apply(std::vector<Write> writes, Done done) override { done(ApplyNow(std::move(writes))); }

  absl::StatusOr<Usage> GetUsage() override {
    absl::MutexLock lock(mutex_);
    return Usage{entries_.size(), BytesOf(entries_)};
  }

  const std::string& title() const { return title_; }

 private:
  using Entries = std::map<std::string, Write, std::less<>>;

  static bool HasExpired(const Write& write, int64_t now) {
    return write.expiration != 0 && write.expiration <= now;
  }

  static uint64_t BytesOf(const Entries& entries) {
    uint64_t bytes = 0;
    for (const auto& [key, write] : entries) {
      bytes += key.size() + write.metadata.size() + write.value->size();
    }
    return bytes;
  }

  absl::Status ApplyNow(std::vector<Write> writes) {
    absl::MutexLock lock(mutex_);
    Entries changed = entries_;
    for (Write& write : writes) {
      if (absl::Status status = CheckWrite(write); !status.ok()) return status;
      if (write.value) {
        std::string key = write.key;
        changed.insert_or_assign(std::move(key), std::move(write));
      } else {
        changed.erase(write.key);
      }
    }
    if (const uint64_t bytes = BytesOf(changed);
        bytes > quota_bytes_ && bytes > BytesOf(entries_)) {
      return absl::ResourceExhaustedError(
          absl::StrCat("Namespace size of ", bytes, " exceeds quota of ", quota_bytes_, "."));
    }
    entries_ = std::move(changed);
    return absl::OkStatus();
  }

  const std::string title_;
  const uint64_t quota_bytes_;
  absl::Mutex mutex_;
  Entries entries_ ABSL_GUARDED_BY(mutex_);
};

MemoryStore::MemoryStore(uint64_t quota_bytes) : quota_bytes_(quota_bytes) {}
MemoryStore::~MemoryStore() = default;

absl::StatusOr<std::shared_ptr<Namespace>> MemoryStore::Open(std::string_view id, bool create) {
  if (absl::Status status = CheckNamespaceId(id); !status.ok()) return status;
  absl::MutexLock lock(mutex_);
  auto it = namespaces_.find(id);
  if (it == namespaces_.end()) {
    if (!create) return absl::NotFoundError(absl::StrCat("no namespace is called \"", id, "\""));
    it = namespaces_.emplace(id, std::make_shared<MemoryNamespace>(id, quota_bytes_)).first;
  }
  return it->second;
}

absl::Status MemoryStore::Create(std::string_view id, std::string_view title) {
  if (absl::Status status = CheckNamespaceId(id); !status.ok()) return status;
  absl::MutexLock lock(mutex_);
  auto made = std::make_shared<MemoryNamespace>(title, quota_bytes_);
  if (namespaces_.emplace(id, std::move(made)).second) return absl::OkStatus();
  return absl::AlreadyExistsError(absl::StrCat("a namespace is called \"", id, "\" already"));
}

absl::Status MemoryStore::Delete(std::string_view id) {
  absl::MutexLock lock(mutex_);
  const auto it = namespaces_.find(id);
  if (it == namespaces_.end()) {
    return absl::NotFoundError(absl::StrCat("no namespace is called \"", id, "\""));
  }
  namespaces_.erase(it);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<NamespaceInfo>> MemoryStore::Namespaces() {
  absl::MutexLock lock(mutex_);
  std::vector<NamespaceInfo> infos;
  for (const auto& [id, one] : namespaces_) {
    infos.push_back({id, one->title(), 0, one->GetUsage().value()});
  }
  return infos;
}

}  // namespace store
