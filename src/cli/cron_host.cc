#include "src/cli/cron_host.h"

#include <filesystem>
#include <random>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "src/cli/open_store.h"
#include "src/store/lmdb_store.h"
#include "src/store/memory_store.h"

namespace cli {
namespace {

// How often a process that drains looks whether runs that are under way have ended.
constexpr int64_t kReleaseMillis = 100;
// Far more than the states and histories of a hundred thousand crons; it grows.
constexpr uint64_t kMapBytes = uint64_t{1} << 30;
// Nothing that is kept expires.
constexpr int64_t kSweepMillis = 60'000;

std::string RandomName() {
  std::random_device device;
  return absl::StrFormat("%08x%08x", device(), device());
}

}  // namespace

std::string CronFolder(const std::string& data_dir) {
  return (std::filesystem::absolute(data_dir) / "cron").string();
}

absl::StatusOr<std::unique_ptr<store::Store>> OpenCronStore(const std::string& folder, bool create,
                                                            host::Spawner* spawner) {
  std::error_code error;
  if (!create && !std::filesystem::exists(folder, error)) {
    return absl::NotFoundError(
        absl::StrCat(folder,
                     ": there is no such folder; expected one in which a server has kept "
                     "what its crons have run"));
  }
  store::LmdbStore::Options options;
  options.map_bytes = kMapBytes;
  options.removes_expired = false;
  options.sweep_millis = kSweepMillis;
  return OpenCheckedStore(folder, std::move(options), spawner);
}

CronHost::CronHost(loop::Loop& loop, host::Console& console, Options options)
    : loop_(loop), console_(console), options_(std::move(options)), timer_(loop_) {}

CronHost::~CronHost() = default;

void CronHost::Say(std::string_view line) const {
  console_.Error(absl::StrCat("atoll: warning: ", line, "\n"));
}

void CronHost::Set(std::vector<host::WorkerCrons> workers,
                   absl::flat_hash_set<std::string> unknown) {
  workers_ = std::move(workers);
  unknown_ = std::move(unknown);
  if (scheduler_ != nullptr) return Apply();
  std::error_code error;
  const bool nothing_kept =
      options_.data_dir.empty() || !std::filesystem::exists(CronFolder(options_.data_dir), error);
  // Where there is nothing to run, and nothing to forget, nothing is made.
  if (workers_.empty() && nothing_kept) return;
  TakeOver();
}

void CronHost::TakeOver() {
  if (drained_ || scheduler_ != nullptr) return;
  if (!TakeLock()) {
    waited_millis_ += options_.look_millis;
    timer_.Start(options_.look_millis, [this] { TakeOver(); });
    return;
  }
  Open();
  absl::StatusOr<std::shared_ptr<store::Namespace>> space =
      store_->Open(host::CronLedger::kNamespace, /*create=*/true);
  if (!space.ok()) {
    Say(absl::StrCat("what crons have run cannot be kept: ", space.status().message()));
    store_ = std::make_unique<store::MemoryStore>();
    space = store_->Open(host::CronLedger::kNamespace, /*create=*/true);
  }
  host::CronLedger ledger(*std::move(space), RandomName());
  absl::flat_hash_set<std::pair<std::string, std::string>> kept;
  for (const host::WorkerCrons& worker : workers_) {
    for (const std::string& cron : worker.crons) kept.emplace(worker.worker, cron);
  }
  if (absl::Status status = ledger.Forget(kept, unknown_); !status.ok()) {
    Say(absl::StrCat("what is kept of crons that are no more cannot be removed: ",
                     status.message()));
  }
  scheduler_ = std::make_unique<host::CronScheduler>(loop_, std::move(ledger), options_.scheduler);
  Apply();
}

bool CronHost::TakeLock() {
  if (options_.data_dir.empty() || lock_) return true;
  const std::string folder = CronFolder(options_.data_dir);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  absl::StatusOr<std::optional<host::FileLock>> lock =
      host::FileLock::TryTake(absl::StrCat(folder, "/scheduler.lock"));
  if (!lock.ok()) {
    Say(absl::StrCat("crons cannot be locked, which another process may run too: ",
                     lock.status().message()));
    return true;
  }
  if (*lock) {
    lock_ = *std::move(lock);
    return true;
  }
  if (waited_millis_ >= options_.patience_millis && !std::exchange(said_, true)) {
    Say(absl::StrCat("another process runs the crons of ", options_.data_dir,
                     "; this one does so when that has gone"));
  }
  return false;
}

void CronHost::Open() {
  if (!options_.data_dir.empty()) {
    absl::StatusOr<std::unique_ptr<store::Store>> store =
        OpenCronStore(CronFolder(options_.data_dir), /*create=*/true, options_.spawner);
    if (store.ok()) {
      store_ = *std::move(store);
      return;
    }
    Say(absl::StrCat("what crons have run cannot be kept: ", store.status().message()));
  }
  store_ = std::make_unique<store::MemoryStore>();
}

void CronHost::Apply() {
  absl::flat_hash_set<std::string> gone = std::exchange(fired_, {});
  for (const host::WorkerCrons& worker : workers_) {
    gone.erase(worker.worker);
    fired_.insert(worker.worker);
  }
  for (const std::string& worker : gone) scheduler_->SetWorker({worker, {}, {}});
  for (const host::WorkerCrons& worker : workers_) scheduler_->SetWorker(worker);
}

void CronHost::Drain() {
  drained_ = true;
  timer_.Stop();
  if (scheduler_ == nullptr) return;
  scheduler_->Drain();
  Release();
}

void CronHost::Release() {
  if (scheduler_->running() > 0) {
    return timer_.Start(kReleaseMillis, [this] { Release(); });
  }
  scheduler_->Finish();
  scheduler_ = nullptr;
  store_ = nullptr;
  lock_.reset();
}

void CronHost::Finish() {
  Drain();
  timer_.Stop();
  if (scheduler_ != nullptr) scheduler_->Finish();
}

}  // namespace cli
