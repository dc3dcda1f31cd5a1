#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "src/base/bytes.h"
#include "src/cache/file.h"
#include "src/cache/store.h"

namespace cache {

// What an Insertion and the threads that write for it share. The first group belongs to the
// insertion's thread, the second to the writing one.
struct InsertionState : std::enable_shared_from_this<InsertionState> {
  InsertionState(Store& store, StoredHead head, std::optional<uint64_t> length, uint64_t most)
      : store(store),
        head(std::make_shared<const StoredHead>(std::move(head))),
        length(length),
        most(most),
        number(store.bodies_.fetch_add(1, std::memory_order_relaxed)) {}

  bool Write(base::Bytes piece, absl::AnyInvocable<void()> ready);
  void Finish(absl::AnyInvocable<void(absl::Status)> done);
  void Abort();

  Store& store;
  const std::shared_ptr<const StoredHead> head;
  const std::optional<uint64_t> length;
  const uint64_t most;
  const size_t number;

  // Of the body, while it is small enough for memory; after that, pieces go to the file.
  std::string small;
  bool in_file = false;
  uint64_t received = 0;
  absl::Status refused;  // why it is not stored, as far as its sender knows

 private:
  void WriteToFile(base::Bytes piece);
  absl::Status CheckLength() const;
  absl::Status TooLarge() const;
  // On the writing thread.
  void Append(const base::Bytes& piece, bool whole);
  absl::Status Commit(std::optional<base::Bytes> body);

  absl::Mutex mutex_;
  size_t pending_ ABSL_GUARDED_BY(mutex_) = 0;  // octets that wait to be written
  absl::AnyInvocable<void()> ready_ ABSL_GUARDED_BY(mutex_);

  std::unique_ptr<FileWriter> writer_;
  absl::Status failed_;
};

}  // namespace cache
