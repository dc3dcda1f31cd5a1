#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "src/store/store.h"

namespace store {

// A store that forgets. Any thread.
class MemoryStore : public Store {
 public:
  // `quota_bytes`: the most that keys, values and metadata of a namespace may take together.
  explicit MemoryStore(uint64_t quota_bytes = UINT64_MAX);
  ~MemoryStore() override;

  absl::StatusOr<std::shared_ptr<Namespace>> Open(std::string_view id, bool create) override;
  absl::Status Create(std::string_view id, std::string_view title) override;
  absl::Status Delete(std::string_view id) override;
  absl::StatusOr<std::vector<NamespaceInfo>> Namespaces() override;

 private:
  class MemoryNamespace;

  const uint64_t quota_bytes_;
  absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<MemoryNamespace>, std::less<>> namespaces_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace store
