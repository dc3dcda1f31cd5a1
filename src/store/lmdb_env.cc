#include "src/store/lmdb_env.h"

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace store {
namespace {

constexpr unsigned kMaxReaders = 2048;
// Of the file.
constexpr mode_t kMode = 0600;
constexpr absl::Duration kGrowPatience = absl::Milliseconds(200);

}  // namespace

absl::Status LmdbStatus(int error, std::string_view what) {
  const std::string text = absl::StrCat(what, ": ", mdb_strerror(error));
  switch (error) {
    case MDB_SUCCESS:
      return absl::OkStatus();
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case MDB_MAP_FULL:
      return absl::ResourceExhaustedError(text);
    case MDB_INVALID:
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_PANIC:
    case MDB_CURSOR_FULL:
      return absl::DataLossError(text);
    case MDB_VERSION_MISMATCH:
    case MDB_INCOMPATIBLE:
      return absl::FailedPreconditionError(text);
    case MDB_NOTFOUND:
    case MDB_BAD_DBI:
    case ENOENT:
      return absl::NotFoundError(text);
    default:
      return absl::UnknownError(text);
  }
}

absl::StatusOr<std::shared_ptr<LmdbEnv>> LmdbEnv::Open(const std::string& folder, Options options) {
  std::shared_ptr<LmdbEnv> env(new LmdbEnv(folder, options));
  if (absl::Status status = env->OpenFile(); !status.ok()) return status;
  return env;
}

absl::Status LmdbEnv::OpenFile() {
  const std::string what = absl::StrCat("opening ", folder_, "/data.mdb");
  int error = mdb_env_create(&env_);
  if (error == 0) error = mdb_env_set_mapsize(env_, options_.map_bytes);
  if (error == 0) error = mdb_env_set_maxreaders(env_, kMaxReaders);
  if (error == 0) error = mdb_env_set_maxdbs(env_, options_.max_databases);
  // Pages are written and synced, never changed where they are mapped: a full disk is an error, and
  // what was committed stays, whatever ends the process.
  const unsigned flags = MDB_NOTLS | MDB_NORDAHEAD | (options_.read_only ? MDB_RDONLY : 0);
  if (error == 0) error = mdb_env_open(env_, folder_.c_str(), flags, kMode);
  if (error == 0) ForgetDeadReaders();
  return LmdbStatus(error, what);
}

LmdbEnv::~LmdbEnv() {
  for (std::atomic<MDB_txn*>& slot : idle_) {
    if (MDB_txn* txn = slot.load(std::memory_order_acquire)) mdb_txn_abort(txn);
  }
  mdb_env_close(env_);
}

void LmdbEnv::Enter() {
  for (;;) {
    readers_.fetch_add(1, std::memory_order_seq_cst);
    if (!growing_.load(std::memory_order_seq_cst)) return;
    readers_.fetch_sub(1, std::memory_order_seq_cst);
    absl::MutexLock wait(growing_mutex_);
  }
}

int LmdbEnv::NewReader(MDB_txn** txn) {
  for (std::atomic<MDB_txn*>& slot : idle_) {
    if (slot.load(std::memory_order_relaxed) == nullptr) continue;
    *txn = slot.exchange(nullptr, std::memory_order_acquire);
    if (*txn == nullptr) continue;
    const int error = mdb_txn_renew(*txn);
    if (error != 0) mdb_txn_abort(*txn);
    return error;
  }
  return mdb_txn_begin(env_, nullptr, MDB_RDONLY, txn);
}

absl::StatusOr<LmdbEnv::Reader> LmdbEnv::BeginRead() {
  MDB_txn* txn = nullptr;
  Enter();
  int error = NewReader(&txn);
  if (error == MDB_MAP_RESIZED) {
    // Another process has made the file larger than the map.
    Leave();
    if (absl::Status status = SetMapSize(0); !status.ok()) return status;
    Enter();
    error = NewReader(&txn);
  }
  if (error == 0) return Reader(shared_from_this(), txn);
  Leave();
  return LmdbStatus(error, absl::StrCat("reading ", folder_));
}

void LmdbEnv::EndRead(MDB_txn* txn) {
  mdb_txn_reset(txn);
  for (std::atomic<MDB_txn*>& slot : idle_) {
    MDB_txn* none = nullptr;
    if (slot.compare_exchange_strong(none, txn, std::memory_order_release,
                                     std::memory_order_relaxed)) {
      return Leave();
    }
  }
  mdb_txn_abort(txn);
  Leave();
}

absl::Status LmdbEnv::Grow() {
  MDB_envinfo info;
  mdb_env_info(env_, &info);
  return SetMapSize(uint64_t{info.me_mapsize} * 2);
}

absl::Status LmdbEnv::SetMapSize(uint64_t bytes) {
  absl::MutexLock lock(growing_mutex_);
  growing_.store(true, std::memory_order_seq_cst);
  const absl::Time end = absl::Now() + kGrowPatience;
  while (readers_.load(std::memory_order_seq_cst) > 0 && absl::Now() < end) {
    absl::SleepFor(absl::Milliseconds(1));
  }
  absl::Status status;
  if (readers_.load(std::memory_order_seq_cst) > 0) {
    status = absl::ResourceExhaustedError(
        absl::StrCat(folder_, ": the file's map is full and cannot grow while values are read"));
  } else {
    status = LmdbStatus(mdb_env_set_mapsize(env_, bytes),
                        absl::StrCat("mapping ", bytes, " octets of ", folder_));
  }
  growing_.store(false, std::memory_order_seq_cst);
  return status;
}

void LmdbEnv::ForgetDeadReaders() {
  int dead = 0;
  mdb_reader_check(env_, &dead);
}

}  // namespace store
