#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/base/call_once.h"
#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "src/base/bytes.h"
#include "src/base/clock.h"
#include "src/base/task_pool.h"
#include "src/cache/file.h"
#include "src/cache/head_code.h"
#include "src/cache/index.h"
#include "src/cache/meter.h"
#include "src/http/body.h"
#include "src/http/message.h"

namespace cache {

// Bodies up to this size are kept in memory, too, and are written and read at once.
inline constexpr size_t kMaxMemoryBody = size_t{256} << 10;

struct StoreOptions {
  // Where the files are; made when something is stored. Empty: responses are kept in memory alone.
  std::string folder;
  // Whether responses get into files only from TakeFolder on, because another process may have the
  // folder and let go of it.
  bool waits_for_folder = false;
  uint64_t max_disk_bytes = uint64_t{1024} << 20;
  uint64_t max_memory_bytes = uint64_t{64} << 20;
  uint64_t max_body_bytes = uint64_t{512} << 20;
  // Given a line when something is wrong with the disk. Any thread; null: nobody is told.
  std::function<void(std::string_view line)> tell;
};

// Has something run on the lane of whoever asks. Any thread.
using Poster = std::function<void(absl::AnyInvocable<void()>)>;

// A stored response that was found.
struct Found {
  std::shared_ptr<const StoredHead> head;
  uint64_t length = 0;              // of the body
  std::optional<base::Bytes> body;  // where it is in memory; else:
  std::shared_ptr<const StoredFile> stored;
  std::string file;  // the entry's, for Refresh
  bool fresh = false;
};

class Insertion;

// The responses that a node has stored: one file each, written under a temporary name, and the
// small ones that were used lately in memory. Files are not synchronised with the disk, and checked
// when they are read: what is damaged is removed and was never there. Lookups in memory do no I/O;
// all else is done by threads of the store's own, and no lock is held meanwhile.
//
// One process has a folder at a time; another one that is given the same keeps to its memory, until
// it can take it over from one that has let go of it. Any thread. It outlives whoever uses it.
class Store {
 public:
  // `meter` and `clock` are borrowed. What is in the folder is found out in the background.
  Store(StoreOptions options, Meter& meter, const base::Clock& clock = base::Clock::Real());
  ~Store();
  Store(const Store&) = delete;

  const StoreOptions& options() const { return options_; }
  Meter& meter() const { return meter_; }
  int64_t NowMillis() const { return static_cast<int64_t>(clock_.WallMillis()); }
  // Whether responses get into files.
  bool on_disk() const { return on_disk_.load(std::memory_order_acquire); }

  // For a store that waits for its folder. False: another process has it; try again later. True:
  // what is stored from now on gets into files, or it is told why not.
  bool TakeFolder();
  // Lets another process take the folder, while requests that are under way here are finished:
  // files are still read and written, but none is removed to make room. What is written then is
  // known to the next process that reads the folder.
  void LetGoOfFolder();

  // What memory tells of a key at once.
  enum class Answer { kFound, kMissing, kAskDisk };
  Answer Peek(std::string_view key, const http::HeaderList& request, Found* found);
  // The same with the disk. `done` is called on another thread; nullopt: there is none.
  void Find(std::string key, http::HeaderList request,
            absl::AnyInvocable<void(std::optional<Found>)> done);

  // Removes all responses of a key. `done` is told whether there were any, on another thread or
  // before this returns.
  void Remove(std::string key, absl::AnyInvocable<void(bool)> done);
  // A 304 has validated what was found: `head` is what it is from now on.
  void Refresh(const Found& found, std::shared_ptr<const StoredHead> head);
  // Begins to store a response. `length`: of the body, if it is known. Null when it is longer than
  // may be stored, or its head is.
  std::unique_ptr<Insertion> Insert(StoredHead head, std::optional<uint64_t> length);

  // A body that was found, from `offset` on, for a reader on the lane of `post`.
  http::Body OpenBody(const Found& found, uint64_t offset, uint64_t length, Poster post);

  // For tests: until what is in the folder is known.
  void WaitScanned();

 private:
  friend class Insertion;
  friend struct InsertionState;
  friend class StoredBody;

  // The first time: has what is stored from now on get into files, and what is there be found.
  void OpenFolder();
  // kUnavailable: another process has it.
  absl::Status MakeFolder();
  void FindWhatIsThere();
  void TellOfNoFolder(const absl::Status& why) const;
  void RemoveOldTemporaries();
  // Where the entries of a shard are: "FOLDER/a".
  std::string PathOf(std::string_view file) const;
  std::string NewName();
  // Work of the same number is done one after the other.
  void Post(size_t number, base::TaskPool::Task task);
  void Tell(std::string_view line) const;
  // Makes sure that the entries of a shard are known.
  void Scan(size_t shard);
  void ScanFile(size_t shard, const std::string& name,
                std::vector<std::pair<int64_t, Entry>>& found);
  void RemoveFiles(const Index::Files& files);
  // Removes what has been used longest ago.
  void MakeRoom();
  std::optional<Found> FindNow(const std::string& key, const http::HeaderList& request);
  std::optional<Found> Load(const Entry& entry);
  void Damaged(std::string_view key, std::string_view file, const absl::Status& why);
  // Tells of trouble with the disk, now and then.
  void Failed(const absl::Status& why);
  Found FromMemory(const Entry& entry) const;
  void Publish(const std::shared_ptr<const StoredHead>& head, std::string file, uint64_t file_bytes,
               uint64_t body_bytes, std::optional<base::Bytes> body);

  const StoreOptions options_;
  Meter& meter_;
  const base::Clock& clock_;
  absl::once_flag opened_;
  std::atomic<bool> on_disk_ = false;
  std::atomic<bool> waits_;  // for TakeFolder
  std::atomic<bool> let_go_ = false;
  Descriptor lock_;
  Index index_;
  struct Shard {
    absl::Mutex mutex;  // held while the shard is read
    std::atomic<bool> scanned = true;
  };
  std::array<Shard, Index::kShards> shards_;
  std::atomic<uint64_t> names_ = 0;
  std::atomic<uint64_t> bodies_ = 0;
  absl::Mutex told_mutex_;
  int64_t told_nanos_ ABSL_GUARDED_BY(told_mutex_) = INT64_MIN;

  static constexpr size_t kLines = 16;
  base::TaskPool pool_;
  std::array<std::unique_ptr<base::TaskPool::Line>, kLines> lines_;
};

struct InsertionState;

// A response on its way into the store. Nobody sees it before it is whole; destroying this before
// Finish leaves nothing of it. Bound to the thread that has made it.
class Insertion {
 public:
  explicit Insertion(std::shared_ptr<InsertionState> state) : state_(std::move(state)) {}
  ~Insertion();

  // A piece of the body. Whether there is room for the next one; if not, `ready` is called on
  // another thread when there is.
  bool Write(base::Bytes piece, absl::AnyInvocable<void()> ready);
  // Why the response will not be stored, as far as that is known here; else OK.
  const absl::Status& refused() const;
  // The body is complete. `done` is called once, on another thread or before this returns: OK when
  // the response is stored; kResourceExhausted when it is too large, kDataLoss when the body has
  // not the length that was announced, kUnavailable when it could not be written, or there is no
  // such memory.
  void Finish(absl::AnyInvocable<void(absl::Status)> done);

 private:
  std::shared_ptr<InsertionState> state_;
};

}  // namespace cache
