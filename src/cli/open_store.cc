#include "src/cli/open_store.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "src/host/child_process.h"
#include "src/host/files.h"
#include "src/store/lmdb_check.h"
#include "src/store/lmdb_compaction.h"

namespace cli {
namespace {

constexpr int kTimeoutMillis = 600'000;
constexpr size_t kMaxOutputBytes = size_t{64} << 20;

absl::StatusOr<store::CheckerEnding> RunChecker(const std::string& folder,
                                                const std::vector<std::string>& skipped,
                                                host::Spawner* spawner) {
  const int output = memfd_create("check", MFD_CLOEXEC);
  if (output < 0) return absl::ErrnoToStatus(errno, "a file in memory cannot be made");
  absl::Cleanup close_output = [output] { close(output); };
  std::vector<std::string> arguments = {"/proc/self/exe", "check-store", folder};
  arguments.insert(arguments.end(), skipped.begin(), skipped.end());
  absl::StatusOr<host::ProcessResult> result =
      host::RunProcess(arguments, "/", kTimeoutMillis, {.output = output, .spawner = spawner});
  if (!result.ok()) return result.status();
  absl::StatusOr<std::string> text = host::ReadFile(absl::StrCat("/proc/self/fd/", output),
                                                    "what the check has found", kMaxOutputBytes);
  if (!text.ok()) return text.status();
  store::CheckerEnding ending;
  ending.by_signal = result->exit_code > 128;
  ending.status = ending.by_signal ? result->exit_code - 128 : result->exit_code;
  ending.output = *std::move(text);
  return ending;
}

absl::StatusOr<store::FileCheck> CheckStore(const std::string& folder, host::Spawner* spawner) {
  return store::CheckFile(folder, [&](const std::vector<std::string>& skipped) {
    return RunChecker(folder, skipped, spawner);
  });
}

// Does what `atoll kv compact --later` has asked for, once: what fails would fail again.
void CompactIfAskedFor(const std::string& folder, host::Spawner* spawner,
                       const std::function<void(std::string_view line)>& tell) {
  if (!store::IsCompactionAskedFor(folder) || store::IsOpenSomewhere(folder)) return;
  absl::StatusOr<std::string> compacted = CompactStore(folder, spawner);
  if (absl::IsFailedPrecondition(compacted.status())) return;  // somebody came in between
  tell(compacted.ok() ? *compacted
                      : absl::StrCat(folder, " is not compacted, as somebody has asked for: ",
                                     compacted.status().message()));
  if (absl::Status status = store::WithdrawCompaction(folder); !status.ok()) tell(status.message());
}

}  // namespace

std::string KvFolder(const std::string& data_dir) {
  return (std::filesystem::absolute(data_dir) / "kv").string();
}

std::string CacheFolder(const std::string& data_dir) {
  if (data_dir.empty()) return "";
  return (std::filesystem::absolute(data_dir) / "cache").string();
}

absl::StatusOr<std::unique_ptr<store::LmdbStore>> OpenCheckedStore(
    const std::string& folder, store::LmdbStore::Options options, host::Spawner* spawner) {
  if (!store::IsOpenSomewhere(folder)) {
    absl::StatusOr<store::FileCheck> check = CheckStore(folder, spawner);
    if (!check.ok()) return check.status();
    options.check = *std::move(check);
  }
  return store::LmdbStore::OpenFolder(folder, std::move(options));
}

absl::StatusOr<std::string> CompactStore(const std::string& folder, host::Spawner* spawner) {
  if (store::IsOpenSomewhere(folder)) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder, " is in use by another process; expected it to be open nowhere"));
  }
  absl::StatusOr<store::FileCheck> check = CheckStore(folder, spawner);
  if (!check.ok()) return check.status();
  if (!check->damaged.empty()) {
    const auto& [id, how] = *check->damaged.begin();
    return absl::DataLossError(absl::StrCat("the namespace \"", id, "\" in ", folder,
                                            " is damaged: ", how,
                                            "; expected a sound file: it stays as it is"));
  }
  uint64_t before = 0, after = 0;
  absl::Status status = store::CompactFile(folder, &before, &after);
  if (!status.ok()) return status;
  return absl::StrCat(folder, ": ", before, " octets are now ", after);
}

std::function<absl::StatusOr<std::unique_ptr<store::Store>>()> StoreOpener(
    std::string data_dir, std::string_view expected, store::LmdbStore::Options options,
    std::function<void(std::string_view line)> tell, host::Spawner* spawner) {
  return [data_dir = std::move(data_dir), expected = std::string(expected),
          options = std::move(options), tell = std::move(tell),
          spawner]() -> absl::StatusOr<std::unique_ptr<store::Store>> {
    if (data_dir.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat("there is no folder to keep it in; expected ", expected));
    }
    const std::string folder = KvFolder(data_dir);
    CompactIfAskedFor(folder, spawner, tell);
    return OpenCheckedStore(folder, options, spawner);
  };
}

int RunCheckStore(const std::string& folder, const std::vector<std::string>& skipped) {
  // Whoever asked has gone: nobody wants to know.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  return store::ReadWholeFile(folder, skipped, STDOUT_FILENO);
}

}  // namespace cli
