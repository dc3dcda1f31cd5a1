#include "src/host/snapshot_maker.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "src/host/child_process.h"
#include "src/host/console.h"
#include "src/host/files.h"
#include "src/host/worker_image.h"
#include "src/worker/version_snapshot.h"

namespace host {
namespace {

constexpr size_t kMaxImageBytes = size_t{256} << 20;
constexpr size_t kMaxSnapshotBytes = size_t{256} << 20;
// What a top level may take of CPU time there: far more than it took when it was measured.
constexpr rlim_t kCpuSeconds = 10;
constexpr int kTimeoutMillis = 30'000;

void BoundThisProcess() {
  // Whoever asked for the snapshot has gone: nobody wants it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit cpu = {kCpuSeconds, kCpuSeconds};
  setrlimit(RLIMIT_CPU, &cpu);
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

int Fail(const absl::Status& status) {
  (void)WriteAll(STDERR_FILENO, absl::StrCat(OneLine(status.message()), "\n"));
  return 1;
}

// A file without a name, in memory.
absl::StatusOr<int> NamelessFile(const char* what) {
  const int file = memfd_create(what, MFD_CLOEXEC);
  if (file < 0) return absl::ErrnoToStatus(errno, "a file in memory cannot be made");
  return file;
}

absl::StatusOr<std::string> ReadDescriptor(int file, size_t limit) {
  return ReadFile(absl::StrCat("/proc/self/fd/", file), "the worker's image", limit);
}

// Why a process that made no snapshot did not.
std::string ReasonOf(const ProcessResult& result) {
  if (result.exit_code > 128) {
    return absl::StrCat("the heap has something that V8 cannot write, or took too long (signal ",
                        result.exit_code - 128, ")");
  }
  const std::pair<std::string_view, std::string_view> lines =
      absl::StrSplit(result.output, absl::MaxSplits('\n', 1));
  return std::string(lines.first);
}

}  // namespace

int RunSnapshotMaker(const engine::Snapshot& base) {
  BoundThisProcess();
  absl::StatusOr<std::string> image = ReadDescriptor(STDIN_FILENO, kMaxImageBytes);
  if (!image.ok()) return Fail(image.status());
  absl::StatusOr<worker::Version> version = DecodeWorkerImage(*image);
  if (!version.ok()) return Fail(version.status());
  absl::StatusOr<std::string> blob = worker::TakeVersionSnapshot(base, *version);
  if (!blob.ok()) return Fail(blob.status());
  if (absl::Status status = WriteAll(STDOUT_FILENO, *blob); !status.ok()) return Fail(status);
  return 0;
}

absl::StatusOr<std::string> MakeWorkerSnapshotApart(const std::string& program,
                                                    std::string_view image,
                                                    const std::atomic<bool>& stop,
                                                    Spawner* spawner) {
  absl::StatusOr<int> input = NamelessFile("image");
  if (!input.ok()) return input.status();
  absl::Cleanup close_input = [&input] { close(*input); };
  absl::StatusOr<int> output = NamelessFile("snapshot");
  if (!output.ok()) return output.status();
  absl::Cleanup close_output = [&output] { close(*output); };
  if (absl::Status status = WriteAll(*input, image); !status.ok()) return status;
  absl::StatusOr<ProcessResult> result = RunProcess({program, "make-snapshot"}, "/", kTimeoutMillis,
                                                    {*input, *output, &stop, spawner});
  if (!result.ok()) return result.status();
  if (result->exit_code != 0) return absl::FailedPreconditionError(ReasonOf(*result));
  return ReadDescriptor(*output, kMaxSnapshotBytes);
}

}  // namespace host
