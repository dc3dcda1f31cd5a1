// Evaluates js-api and writes V8's start-up snapshot.
//
//   mksnapshot OUTPUT BUNDLE NAME
//
// BUNDLE is js-api in one file; stack traces call it by NAME. Compiled in the snapshot is what the
// first request of nearly every worker calls: bytecode takes much of the time that restoring an
// isolate does, and of its memory.
//
//   mksnapshot OUTPUT BUNDLE NAME SNAPSHOT LAZY=FILE...
//
// goes on from SNAPSHOT, which was made of the same: loads what workers import of Node, from the
// lazy texts, and writes the snapshot of that.

#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

std::unique_ptr<engine::Isolate> NewIsolate(const engine::Snapshot& snapshot) {
  engine::Isolate::Options options;
  options.for_snapshot = true;
  return engine::Isolate::New(snapshot, options);
}

absl::StatusOr<std::string> Take(std::unique_ptr<engine::Isolate> isolate,
                                 const std::optional<engine::Exception>& exception) {
  if (exception) {
    return absl::InternalError(absl::StrCat(exception->Describe(), "\n", exception->stack));
  }
  return engine::Isolate::TakeSnapshot(std::move(isolate));
}

absl::StatusOr<std::string> MakeSnapshot(engine::Platform& platform,
                                         engine::SnapshotSource source) {
  absl::StatusOr<std::string> blob = engine::BuildSnapshot(platform, source, bindings::Modules());
  if (!blob.ok()) return blob.status();
  const engine::Snapshot untrained(platform, *blob, source, bindings::Modules());
  std::unique_ptr<engine::Isolate> isolate = NewIsolate(untrained);
  const auto exception = worker::WarmUp(*isolate, worker::WarmUpKind::kCommon);
  return Take(std::move(isolate), exception);
}

// `files`: LAZY=FILE, in the order that the program has the texts in.
absl::StatusOr<std::string> MakeLibrary(engine::Platform& platform, engine::SnapshotSource source,
                                        const std::string& base_path,
                                        std::span<char* const> files) {
  absl::StatusOr<std::string> blob = ReadFile(base_path);
  if (!blob.ok()) return blob.status();
  std::vector<std::string> texts;
  texts.reserve(files.size());
  std::vector<engine::LazySource> lazy;
  for (std::string_view file : files) {
    const size_t equals = file.find('=');
    if (equals == file.npos) {
      return absl::InvalidArgumentError(absl::StrCat(file, ": expected LAZY=FILE"));
    }
    absl::StatusOr<std::string> text = ReadFile(file.substr(equals + 1));
    if (!text.ok()) return text.status();
    texts.push_back(*std::move(text));
    lazy.push_back({file.substr(0, equals), texts.back()});
  }
  source.lazy = lazy;
  const engine::Snapshot base(platform, *blob, source, bindings::Modules());
  std::unique_ptr<engine::Isolate> isolate = NewIsolate(base);
  const auto exception = worker::LoadNode(*isolate);
  return Take(std::move(isolate), exception);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "mksnapshot: expected an output file, a bundle and its name\n";
    return 1;
  }
  std::unique_ptr<engine::Platform> platform = engine::Platform::Start();
  absl::StatusOr<std::string> text = ReadFile(argv[2]);
  if (!text.ok()) {
    std::cerr << "mksnapshot: " << text.status().message() << "\n";
    return 1;
  }
  const engine::SnapshotSource source = {argv[3], *text};
  const std::span<char* const> rest(argv + 4, argv + argc);
  absl::StatusOr<std::string> blob =
      rest.empty() ? MakeSnapshot(*platform, source)
                   : MakeLibrary(*platform, source, rest.front(), rest.subspan(1));
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
