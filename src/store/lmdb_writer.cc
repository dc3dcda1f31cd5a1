#include "src/store/lmdb_writer.h"

#include <sys/statvfs.h>

#include <cerrno>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace store {
namespace {

// Of one transaction: enough that a sync costs little for each, and few enough for a moment.
constexpr size_t kMaxBatch = 2'000;

// With less room than this on the disk a write that was cut short has filled it, in octets.
constexpr uint64_t kNoRoom = uint64_t{1} << 20;

// LMDB calls it an I/O error when the kernel has taken only a part of what was to be written.
int NameOfError(int error, const std::string& folder) {
  struct statvfs disk;
  if (error != EIO || statvfs(folder.c_str(), &disk) != 0) return error;
  return uint64_t{disk.f_bavail} * disk.f_frsize < kNoRoom ? ENOSPC : error;
}

}  // namespace

LmdbWriter::LmdbWriter(std::shared_ptr<LmdbEnv> env, Options options)
    : env_(std::move(env)), options_(std::move(options)), thread_([this] { Run(); }) {}

LmdbWriter::~LmdbWriter() {
  {
    absl::MutexLock lock(mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void LmdbWriter::Post(Work work, Done done) {
  absl::MutexLock lock(mutex_);
  jobs_.push_back({std::move(work), std::move(done)});
}

absl::Status LmdbWriter::Do(Work work) {
  absl::Notification ended;
  absl::Status result;
  Post(std::move(work), [&](absl::Status status) {
    result = std::move(status);
    ended.Notify();
  });
  ended.WaitForNotification();
  return result;
}

absl::Status LmdbWriter::DoHere(Work work) {
  absl::Status result;
  std::vector<Job> batch;
  batch.push_back({std::move(work), [&](absl::Status status) { result = std::move(status); }});
  Commit(batch);
  return result;
}

bool LmdbWriter::Take(std::vector<Job>& batch) {
  absl::MutexLock lock(mutex_);
  const auto has_work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return HasWork(); };
  mutex_.AwaitWithTimeout(absl::Condition(&has_work), absl::Milliseconds(options_.idle_millis));
  if (options_.gather_millis > 0 && !jobs_.empty()) {
    const auto is_full = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return stopping_ || jobs_.size() >= kMaxBatch;
    };
    mutex_.AwaitWithTimeout(absl::Condition(&is_full), absl::Milliseconds(options_.gather_millis));
  }
  while (!jobs_.empty() && batch.size() < kMaxBatch) {
    batch.push_back(std::move(jobs_.front()));
    jobs_.pop_front();
  }
  return !batch.empty() || !stopping_;
}

void LmdbWriter::Run() {
  absl::Time next_idle = absl::Now() + absl::Milliseconds(options_.idle_millis);
  for (;;) {
    std::vector<Job> batch;
    if (!Take(batch)) return;
    if (!batch.empty()) Commit(batch);
    if (options_.idle == nullptr || absl::Now() < next_idle) continue;
    options_.idle();
    next_idle = absl::Now() + absl::Milliseconds(options_.idle_millis);
  }
}

void LmdbWriter::Commit(std::vector<Job>& batch) {
  int error = TryCommit(batch);
  while (error == MDB_MAP_FULL && env_->Grow().ok()) error = TryCommit(batch);
  if (error != 0 && batch.size() > 1) {
    // One that fails does not take the others with it.
    for (Job& job : batch) {
      std::vector<Job> alone;
      alone.push_back(std::move(job));
      Commit(alone);
    }
    return;
  }
  for (Job& job : batch) {
    job.done(error != 0 ? LmdbStatus(NameOfError(error, env_->folder()),
                                     absl::StrCat("writing to ", env_->folder()))
                        : std::move(job.result));
  }
}

int LmdbWriter::TryCommit(std::vector<Job>& batch) {
  MDB_txn* txn = nullptr;
  int error = mdb_txn_begin(env_->get(), nullptr, 0, &txn);
  // Another process has made the file larger than the map.
  if (error == MDB_MAP_RESIZED) return MDB_MAP_FULL;
  if (error != 0) return error;
  for (Job& job : batch) {
    job.result = absl::OkStatus();
    error = job.work(txn, job.result);
    if (error == 0) continue;
    mdb_txn_abort(txn);
    return error;
  }
  return mdb_txn_commit(txn);
}

}  // namespace store
