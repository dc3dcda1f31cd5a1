// Evaluates js-api and writes V8's start-up snapshot.
//
//   mksnapshot OUTPUT BUNDLE NAME
//
// BUNDLE is js-api in one file; stack traces call it by NAME. Compiled in the snapshot is what the
// first request of nearly every worker calls: bytecode takes much of the time that restoring an
// isolate does, and of its memory.

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "bindings/snapshot.h"
#include "src/engine/exception.h"
#include "src/engine/isolate.h"
#include "src/engine/platform.h"
#include "src/engine/snapshot.h"
#include "src/worker/warm_up.h"

namespace {

absl::StatusOr<std::string> ReadFile(std::string_view path) {
  std::ifstream file{std::string(path), std::ios::binary};
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

absl::StatusOr<std::string> MakeSnapshot(engine::Platform& platform,
                                         engine::SnapshotSource source) {
  absl::StatusOr<std::string> blob = engine::BuildSnapshot(platform, source, bindings::Modules());
  if (!blob.ok()) return blob.status();
  const engine::Snapshot untrained(platform, *blob, source, bindings::Modules());
  engine::Isolate::Options options;
  options.for_snapshot = true;
  std::unique_ptr<engine::Isolate> isolate = engine::Isolate::New(untrained, options);
  if (std::optional<engine::Exception> exception =
          worker::WarmUp(*isolate, worker::WarmUpKind::kCommon)) {
    return absl::InternalError(absl::StrCat(exception->Describe(), "\n", exception->stack));
  }
  return engine::Isolate::TakeSnapshot(std::move(isolate));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "mksnapshot: expected an output file, a bundle and its name\n";
    return 1;
  }
  std::unique_ptr<engine::Platform> platform = engine::Platform::Start();
  absl::StatusOr<std::string> text = ReadFile(argv[2]);
  if (!text.ok()) {
    std::cerr << "mksnapshot: " << text.status().message() << "\n";
    return 1;
  }
  absl::StatusOr<std::string> blob = MakeSnapshot(*platform, {argv[3], *text});
  if (!blob.ok()) {
    std::cerr << "mksnapshot: " << blob.status().message() << "\n";
    return 1;
  }
  std::ofstream out(argv[1], std::ios::binary);
  if (!out.write(blob->data(), static_cast<std::streamsize>(blob->size())) || !out.flush()) {
    std::cerr << "mksnapshot: " << argv[1] << ": cannot be written\n";
    return 1;
  }
  return 0;
}
