#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "src/base/clock.h"
#include "src/store/store.h"

namespace store {

// When a write is told to be done. It is on the disk then in any case.
enum class Durability {
  kDurable,  // as soon as it can be
  kRelaxed,  // later, so that more writes share one sync of the disk
};

// What was found out about a file before it was opened.
struct FileCheck {
  // Namespaces that are damaged, by id, and how.
  std::map<std::string, std::string, std::less<>> damaged;
};

// A store in a folder of this machine's disk. Processes may share the folder; a process opens it
// once at a time. Any thread.
class LmdbStore : public Store {
 public:
  struct Options {
    Durability durability = Durability::kDurable;
    // The most that keys, values and metadata of a namespace may take together, in octets.
    uint64_t quota_bytes = UINT64_MAX;
    // How much address space is set aside for the file at first; it grows.
    uint64_t map_bytes = uint64_t{64} << 30;
    // Whether keys that have expired are removed while the store is open.
    bool removes_expired = true;
    int64_t sweep_millis = 1'000;
    const base::Clock* clock = &base::Clock::Real();
    // Namespaces that the file's check has found damaged: they are not opened.
    FileCheck check = {};
  };

  // `folder` is made if there is none. A file that exists should have been checked (CheckFile):
  // a damaged one may end the process that maps it. kFailedPrecondition: a newer Atoll has written
  // it. kDataLoss: it is damaged as a whole.
  static absl::StatusOr<std::unique_ptr<LmdbStore>> OpenFolder(const std::string& folder,
                                                               Options options);
  ~LmdbStore() override;

  absl::StatusOr<std::shared_ptr<Namespace>> Open(std::string_view id, bool create) override;
  absl::Status Create(std::string_view id, std::string_view title) override;
  absl::Status Delete(std::string_view id) override;
  absl::StatusOr<std::vector<NamespaceInfo>> Namespaces() override;

 private:
  struct Parts;
  class LmdbNamespace;

  explicit LmdbStore(Options options);
  absl::Status Start(const std::string& folder);
  absl::Status CheckFormat();
  absl::StatusOr<std::shared_ptr<LmdbNamespace>> OpenDatabases(std::string_view id,
                                                               std::string_view title, bool create,
                                                               bool must_be_new);
  // Null: it is not open, or another process has deleted it.
  std::shared_ptr<LmdbNamespace> FindOpen(std::string_view id);
  // On the writer's thread.
  void Sweep();

  const std::unique_ptr<Parts> parts_;
  // Held while the writer opens a namespace, by whoever waits for it: the writer takes the other
  // one alone.
  absl::Mutex opening_ ABSL_ACQUIRED_BEFORE(mutex_);
  absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<LmdbNamespace>, std::less<>> open_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace store
