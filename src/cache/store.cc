#include "src/cache/store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "src/cache/insertion_state.h"
#include "src/cache/stored_body.h"

namespace cache {
namespace {

namespace fs = std::filesystem;

// Files that are written or read at a time.
constexpr int kThreads = 4;
// Trouble with the disk is told of once in this time.
constexpr int64_t kTellNanos = int64_t{10} * 1'000'000'000;
constexpr char kTemporary[] = "tmp";
// What is older was left behind by a process that is gone; one that has let go of the folder may
// still write what is younger.
constexpr int64_t kTemporarySeconds = 60;

std::string ShardName(size_t shard) { return absl::StrFormat("%x", shard); }

// The names of what is in a folder.
std::vector<std::string> ListFolder(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  return names;
}

}  // namespace

Store::Store(StoreOptions options, Meter& meter, const base::Clock& clock)
    : options_(std::move(options)),
      meter_(meter),
      clock_(clock),
      waits_(options_.waits_for_folder),
      index_(options_.max_disk_bytes, options_.max_memory_bytes, meter),
      pool_(kThreads) {
  for (std::unique_ptr<base::TaskPool::Line>& line : lines_) line = pool_.NewLine();
  std::error_code error;
  if (options_.waits_for_folder) return;
  if (!options_.folder.empty() && fs::exists(options_.folder, error)) {
    absl::call_once(opened_, [this] { OpenFolder(); });
  }
}

Store::~Store() {
  for (std::unique_ptr<base::TaskPool::Line>& line : lines_) line = nullptr;
}

absl::Status Store::MakeFolder() {
  const std::string& folder = options_.folder;
  std::error_code error;
  fs::create_directories(folder, error);
  for (size_t shard = 0; !error && shard < Index::kShards; ++shard) {
    fs::create_directory(absl::StrCat(folder, "/", ShardName(shard)), error);
  }
  if (!error) fs::create_directory(absl::StrCat(folder, "/", kTemporary), error);
  if (error) return absl::UnknownError(error.message());
  const std::string path = absl::StrCat(folder, "/lock");
  lock_ = Descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock_.is_open()) return absl::ErrnoToStatus(errno, "its lock cannot be opened");
  if (flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
  if (errno != EWOULDBLOCK) return absl::ErrnoToStatus(errno, "its lock cannot be taken");
  return absl::UnavailableError("another process has it");
}

void Store::OpenFolder() {
  if (absl::Status status = MakeFolder(); !status.ok()) {
    return TellOfNoFolder(status);
  }
  FindWhatIsThere();
}

void Store::TellOfNoFolder(const absl::Status& why) const {
  Tell(absl::StrCat("the cache is kept in memory alone: its folder \"", options_.folder,
                    "\" cannot be used: ", why.message()));
}

bool Store::TakeFolder() {
  std::error_code error;
  if (!options_.folder.empty() && fs::exists(options_.folder, error)) {
    const absl::Status status = MakeFolder();
    if (absl::IsUnavailable(status)) return false;
    absl::call_once(opened_, [&] { status.ok() ? FindWhatIsThere() : TellOfNoFolder(status); });
  }
  waits_.store(false, std::memory_order_release);
  return true;
}

void Store::LetGoOfFolder() {
  waits_.store(true, std::memory_order_release);
  let_go_.store(true, std::memory_order_release);
  lock_ = Descriptor();
}

void Store::RemoveOldTemporaries() {
  const int64_t now = static_cast<int64_t>(time(nullptr));
  for (const std::string& name : ListFolder(PathOf(kTemporary))) {
    const std::string path = PathOf(absl::StrCat(kTemporary, "/", name));
    struct stat found = {};
    if (stat(path.c_str(), &found) != 0) continue;
    const bool old = now - int64_t{found.st_mtim.tv_sec} >= kTemporarySeconds;
    if (old || !options_.waits_for_folder) unlink(path.c_str());
  }
}

void Store::FindWhatIsThere() {
  RemoveOldTemporaries();
  for (size_t shard = 0; shard < Index::kShards; ++shard) {
    shards_[shard].scanned.store(false, std::memory_order_release);
    Post(shard, [this, shard] { Scan(shard); });
  }
  on_disk_.store(true, std::memory_order_release);
}

std::string Store::PathOf(std::string_view file) const {
  return absl::StrCat(options_.folder, "/", file);
}

std::string Store::NewName() {
  return absl::StrFormat("%016x%08x", static_cast<uint64_t>(clock_.WallMillis() * 1000),
                         names_.fetch_add(1, std::memory_order_relaxed) & 0xffffffff);
}

void Store::Post(size_t number, base::TaskPool::Task task) {
  lines_[number % kLines]->Post(std::move(task));
}

void Store::Tell(std::string_view line) const {
  if (options_.tell) options_.tell(line);
}

void Store::Failed(const absl::Status& why) {
  Meter::Count(meter_.failed);
  {
    absl::MutexLock lock(told_mutex_);
    const int64_t now = clock_.MonotonicNanos();
    if (told_nanos_ != INT64_MIN && now - told_nanos_ < kTellNanos) return;
    told_nanos_ = now;
  }
  Tell(absl::StrCat("a response could not be stored in the cache \"", options_.folder,
                    "\": ", why.message()));
}

void Store::MakeRoom() {
  const Index::Files files = index_.MakeRoom();
  // They may be of use to the process that has the folder now.
  if (!let_go_.load(std::memory_order_acquire)) RemoveFiles(files);
}

void Store::RemoveFiles(const Index::Files& files) {
  for (const std::string& file : files) unlink(PathOf(file).c_str());
}

void Store::ScanFile(size_t shard, const std::string& name,
                     std::vector<std::pair<int64_t, Entry>>& found) {
  const std::string file = absl::StrCat(ShardName(shard), "/", name);
  FilePrefix prefix;
  int64_t modified_nanos = 0;
  absl::StatusOr<StoredHead> head = StoredFile::ReadHead(PathOf(file), &prefix, &modified_nanos);
  if (head.ok() && Index::ShardOf(head->key) != shard) {
    head = absl::DataLossError("it is in a folder where it does not belong");
  }
  if (!head.ok()) {
    // Somebody may have removed it, or there are no descriptors.
    if (!absl::IsDataLoss(head.status())) return;
    Meter::Count(meter_.damaged);
    std::error_code ignored;
    fs::remove_all(PathOf(file), ignored);
    return;
  }
  Entry entry;
  entry.key = head->key;
  entry.selecting = head->selecting;
  entry.file = file;
  entry.body_bytes = prefix.body_bytes;
  entry.file_bytes = prefix.file_bytes();
  entry.stored_millis = head->stored_millis;
  entry.stale_millis = head->StaleMillis();
  found.emplace_back(modified_nanos, std::move(entry));
}

void Store::Scan(size_t shard) {
  if (shards_[shard].scanned.load(std::memory_order_acquire)) return;
  absl::MutexLock lock(shards_[shard].mutex);
  if (shards_[shard].scanned.load(std::memory_order_acquire)) return;
  std::vector<std::pair<int64_t, Entry>> found;
  // What is stored from now on is in the index already, or will be.
  for (const std::string& name : ListFolder(PathOf(ShardName(shard)))) {
    ScanFile(shard, name, found);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, a.second.file) > std::pair(b.first, b.second.file);
  });
  for (auto& [modified, entry] : found) {
    // One that was stored since this began is known under the same name.
    if (index_.Has(entry.key, entry.file)) continue;
    RemoveFiles(index_.InsertFound(std::move(entry)));
  }
  RemoveFiles(index_.MakeRoom());
  shards_[shard].scanned.store(true, std::memory_order_release);
}

void Store::WaitScanned() {
  for (size_t shard = 0; shard < Index::kShards; ++shard) {
    Scan(shard);
  }
}

Found Store::FromMemory(const Entry& entry) const {
  Found found;
  found.head = entry.head;
  found.length = entry.body_bytes;
  found.body = entry.body;
  found.file = entry.file;
  found.fresh = NowMillis() < entry.stale_millis;
  return found;
}

Store::Answer Store::Peek(std::string_view key, const http::HeaderList& request, Found* found) {
  const std::optional<Entry> entry = index_.Find(key, request);
  if (!entry) {
    const bool known = shards_[Index::ShardOf(key)].scanned.load(std::memory_order_acquire);
    return known ? Answer::kMissing : Answer::kAskDisk;
  }
  if (entry->head == nullptr || !entry->body) return Answer::kAskDisk;
  *found = FromMemory(*entry);
  return Answer::kFound;
}

void Store::Find(std::string key, http::HeaderList request,
                 absl::AnyInvocable<void(std::optional<Found>)> done) {
  Post(
      bodies_.fetch_add(1, std::memory_order_relaxed),
      [this, key = std::move(key), request = std::move(request), done = std::move(done)]() mutable {
        Scan(Index::ShardOf(key));
        done(FindNow(key, request));
      });
}

std::optional<Found> Store::FindNow(const std::string& key, const http::HeaderList& request) {
  // What is damaged makes way for what was stored before it, if there is such.
  while (std::optional<Entry> entry = index_.Find(key, request)) {
    if (entry->head != nullptr && entry->body) return FromMemory(*entry);
    if (std::optional<Found> found = Load(*entry)) return found;
  }
  return std::nullopt;
}

std::optional<Found> Store::Load(const Entry& entry) {
  auto stored = StoredFile::Open(PathOf(entry.file));
  absl::Status status = stored.status();
  if (status.ok() && (*stored)->head()->key != entry.key) {
    status = absl::DataLossError("it is another response's");
  }
  Found found;
  found.file = entry.file;
  if (status.ok()) {
    found.head = entry.head != nullptr ? entry.head : (*stored)->head();
    found.length = (*stored)->body_bytes();
    found.fresh = NowMillis() < entry.stale_millis;
    if (found.length > kMaxMemoryBody) {
      found.stored = *std::move(stored);
      return found;
    }
    absl::StatusOr<base::Bytes> body = (*stored)->ReadBody();
    if (body.ok()) {
      found.body = *body;
      index_.Remember(entry.key, entry.file, found.head, *std::move(body));
      MakeRoom();
      return found;
    }
    status = body.status();
  }
  Damaged(entry.key, entry.file, status);
  return std::nullopt;
}

void Store::Damaged(std::string_view key, std::string_view file, const absl::Status& why) {
  // One that somebody else has replaced or removed is not damaged.
  const Index::Files files = index_.Forget(key, file);
  if (files.empty()) return;
  // Another process, which had the folder before, has removed it.
  if (absl::IsNotFound(why)) return;
  Meter::Count(meter_.damaged);
  Tell(absl::StrCat("a file of the cache is removed: \"", PathOf(file), "\": ", why.message()));
  RemoveFiles(files);
}

void Store::Remove(std::string key, absl::AnyInvocable<void(bool)> done) {
  const auto remove = [this](const std::string& which, absl::AnyInvocable<void(bool)>& told) {
    Index::Files files;
    const bool any = index_.Remove(which, files);
    if (any) Meter::Count(meter_.removed);
    RemoveFiles(files);
    told(any);
  };
  if (!on_disk()) return remove(key, done);
  Post(bodies_.fetch_add(1, std::memory_order_relaxed),
       [this, remove, key = std::move(key), done = std::move(done)]() mutable {
         Scan(Index::ShardOf(key));
         remove(key, done);
       });
}

void Store::Refresh(const Found& found, std::shared_ptr<const StoredHead> head) {
  const std::string key = head->key;
  index_.Refresh(key, found.file, std::move(head));
}

std::unique_ptr<Insertion> Store::Insert(StoredHead head, std::optional<uint64_t> length) {
  if (!options_.folder.empty() && !waits_.load(std::memory_order_acquire)) {
    absl::call_once(opened_, [this] { OpenFolder(); });
  }
  uint64_t most = options_.max_body_bytes;
  // In memory, one does not take the room of all.
  if (!on_disk()) most = std::min(most, options_.max_memory_bytes / 4);
  if (length && *length > most) return nullptr;
  if (EncodeHead(head).size() > kMaxHeadBytes) return nullptr;
  return std::make_unique<Insertion>(
      std::make_shared<InsertionState>(*this, std::move(head), length, most));
}

http::Body Store::OpenBody(const Found& found, uint64_t offset, uint64_t length, Poster post) {
  return NewStoredBody(*this, found, offset, length, std::move(post));
}

void Store::Publish(const std::shared_ptr<const StoredHead>& head, std::string file,
                    uint64_t file_bytes, uint64_t body_bytes, std::optional<base::Bytes> body) {
  Entry entry;
  entry.key = head->key;
  entry.selecting = head->selecting;
  entry.file = std::move(file);
  entry.body_bytes = body_bytes;
  entry.file_bytes = file_bytes;
  entry.stored_millis = head->stored_millis;
  entry.stale_millis = head->StaleMillis();
  if (body) {
    entry.head = head;
    entry.body = std::move(body);
  }
  RemoveFiles(index_.Insert(std::move(entry)));
  MakeRoom();
  Meter::Count(meter_.stored);
}

}  // namespace cache
