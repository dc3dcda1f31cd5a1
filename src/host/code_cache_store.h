#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/engine/compiler.h"
#include "src/host/console.h"

namespace host {

// V8's code caches as files of one folder, so that a node that starts again compiles nothing; or
// snapshots of workers, whose text is the worker's image.
//
// A file is named after what its cache was made of: the text, how V8 read it, and V8 itself. A file
// that is damaged is removed, with a line in the log, and made again; a folder that cannot be
// written to is told of once, and done without. Several processes may share a folder. Any thread.
class CodeCacheStore : public engine::CodeCaches {
 public:
  static constexpr uint64_t kMaxBytes = 1'000'000'000;

  // `folder`: made when it is not there; messages call what is in it by its name. `tag`: see
  // engine::CodeCacheTag. `max_bytes`: past it the oldest files are removed, now and then.
  CodeCacheStore(std::filesystem::path folder, std::string tag, Console& console,
                 uint64_t max_bytes = kMaxBytes);

  base::Bytes Find(std::string_view contents, engine::ScriptKind kind) override;
  void Keep(std::string_view contents, engine::ScriptKind kind, const base::Bytes& cache) override;

  // Removes the oldest files until the folder is well below its bound, if it is above it, and what
  // processes that have crashed left behind.
  void Trim();

 private:
  std::string KeyOf(std::string_view contents, engine::ScriptKind kind) const;
  std::filesystem::path PathOf(std::string_view key) const;
  absl::Status Write(std::string_view key, std::string_view entry);
  void WarnOnce(const absl::Status& status);

  const std::filesystem::path folder_;
  const std::string tag_;
  Console& console_;
  const uint64_t max_bytes_;
  std::atomic<uint64_t> written_ = 0;  // since the last Trim
  std::atomic<uint64_t> last_temporary_ = 0;
  std::atomic<bool> warned_ = false;
  std::atomic<bool> trimming_ = false;
};

// The file of one code cache: a head with its key, then the octets. For tests, too.
std::string EncodeCodeCache(std::string_view key, std::string_view cache);
// The octets in `file`; empty when it is damaged or has another key.
base::Bytes DecodeCodeCache(std::string_view key, std::string file);

}  // namespace host
