#include "src/host/code_cache_store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "src/host/content_hash.h"
#include "src/host/files.h"

namespace host {
namespace {

namespace fs = std::filesystem;

// Changes with the layout of the files, and with whatever else makes older ones useless.
constexpr uint64_t kFormat = 1;
constexpr std::string_view kMagic = "ATOLLCC\n";
constexpr size_t kDigestBytes = 32;
// Magic, format, length, key, checksum; then the cache.
constexpr size_t kHeadBytes = kMagic.size() + 2 * sizeof(uint64_t) + 2 * kDigestBytes;
constexpr size_t kMaxFileBytes = size_t{1} << 30;
constexpr std::string_view kTemporary = ".new-";
// What is older was left behind by a process that is gone.
constexpr auto kTemporaryLife = std::chrono::hours(1);
// A file that is used is as new as it was within this time.
constexpr int64_t kFreshSeconds = 24 * 60 * 60;

std::string Checksum(std::string_view key, std::string_view cache) {
  return ContentHash().Add(kFormat).Add(key).Add(cache).Finish();
}

void AppendNumber(uint64_t number, std::string& out) {
  out.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

uint64_t NumberAt(std::string_view text, size_t offset) {
  uint64_t number;
  std::memcpy(&number, text.data() + offset, sizeof(number));
  return number;
}

absl::Status FailedTo(std::string_view what, const fs::path& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat(path.string(), ": cannot ", what));
}

// Lets a file that is used count as new.
void Touch(const fs::path& path) {
  struct stat about;
  if (stat(path.c_str(), &about) != 0) return;
  if (time(nullptr) - about.st_mtim.tv_sec < kFreshSeconds) return;
  utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
}

}  // namespace

std::string EncodeCodeCache(std::string_view key, std::string_view cache) {
  std::string file(kMagic);
  file.reserve(kHeadBytes + cache.size());
  AppendNumber(kFormat, file);
  AppendNumber(cache.size(), file);
  absl::StrAppend(&file, key, Checksum(key, cache), cache);
  return file;
}

base::Bytes DecodeCodeCache(std::string_view key, std::string file) {
  const std::string_view text = file;
  constexpr size_t kNumbers = kMagic.size();
  constexpr size_t kKey = kNumbers + 2 * sizeof(uint64_t);
  if (text.size() <= kHeadBytes || !text.starts_with(kMagic)) return {};
  if (NumberAt(text, kNumbers) != kFormat) return {};
  if (NumberAt(text, kNumbers + sizeof(uint64_t)) != text.size() - kHeadBytes) return {};
  if (text.substr(kKey, kDigestBytes) != key) return {};
  const std::string_view checksum = text.substr(kKey + kDigestBytes, kDigestBytes);
  if (checksum != Checksum(key, text.substr(kHeadBytes))) return {};
  return base::Bytes(std::move(file)).Slice(kHeadBytes);
}

CodeCacheStore::CodeCacheStore(fs::path folder, std::string tag, Console& console,
                               uint64_t max_bytes)
    : folder_(std::move(folder)), tag_(std::move(tag)), console_(console), max_bytes_(max_bytes) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) {
    WarnOnce(absl::UnknownError(
        absl::StrCat(folder_.string(), ": cannot make the folder: ", error.message())));
  }
}

std::string CodeCacheStore::KeyOf(std::string_view contents, engine::ScriptKind kind) const {
  return ContentHash()
      .Add(kFormat)
      .Add(tag_)
      .Add(kind == engine::ScriptKind::kModule ? "module" : "script")
      .Add(contents)
      .Finish();
}

fs::path CodeCacheStore::PathOf(std::string_view key) const {
  return folder_ / absl::BytesToHexString(key);
}

base::Bytes CodeCacheStore::Find(std::string_view contents, engine::ScriptKind kind) {
  const std::string key = KeyOf(contents, kind);
  const fs::path path = PathOf(key);
  absl::StatusOr<std::string> file = ReadFile(path, path.string(), kMaxFileBytes);
  if (absl::IsNotFound(file.status())) return {};
  base::Bytes cache;
  if (file.ok()) cache = DecodeCodeCache(key, *std::move(file));
  if (cache.empty()) {
    console_.Error(absl::StrCat(
        "atoll: ",
        file.ok() ? absl::StrCat(path.string(), ": is damaged") : file.status().message(),
        "; it is made again\n"));
    std::error_code ignored;
    fs::remove(path, ignored);
    return {};
  }
  Touch(path);
  return cache;
}

void CodeCacheStore::Keep(std::string_view contents, engine::ScriptKind kind,
                          const base::Bytes& cache) {
  const std::string key = KeyOf(contents, kind);
  const std::string entry = EncodeCodeCache(key, cache.view());
  if (absl::Status status = Write(key, entry); !status.ok()) return WarnOnce(status);
  if (written_.fetch_add(entry.size()) + entry.size() > max_bytes_ / 16) Trim();
}

absl::Status CodeCacheStore::Write(std::string_view key, std::string_view entry) {
  const fs::path temporary =
      folder_ / absl::StrCat(kTemporary, getpid(), "-", last_temporary_.fetch_add(1));
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return FailedTo("write", temporary);
  absl::Status status = WriteAll(file, entry);
  if (!status.ok()) status = FailedTo("write", temporary);
  if (close(file) != 0) status.Update(FailedTo("write", temporary));
  const fs::path path = PathOf(key);
  if (status.ok() && rename(temporary.c_str(), path.c_str()) != 0) {
    status = FailedTo("write", path);
  }
  if (!status.ok()) unlink(temporary.c_str());
  return status;
}

void CodeCacheStore::Trim() {
  if (trimming_.exchange(true)) return;
  struct File {
    fs::file_time_type written;
    uint64_t size;
    fs::path path;
  };
  written_ = 0;
  std::vector<File> files;
  uint64_t total = 0;
  const auto now = fs::file_time_type::clock::now();
  std::error_code error;
  for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    File file{it->last_write_time(ignored), it->file_size(ignored), it->path()};
    if (ignored || !it->is_regular_file(ignored)) continue;
    if (file.path.filename().string().starts_with(kTemporary)) {
      if (now - file.written > kTemporaryLife) fs::remove(file.path, ignored);
      continue;
    }
    total += file.size;
    files.push_back(std::move(file));
  }
  if (total > max_bytes_) {
    std::sort(files.begin(), files.end(),
              [](const File& a, const File& b) { return a.written < b.written; });
    for (const File& file : files) {
      if (total <= max_bytes_ / 10 * 9) break;
      std::error_code ignored;
      if (fs::remove(file.path, ignored)) total -= file.size;
    }
  }
  trimming_ = false;
}

void CodeCacheStore::WarnOnce(const absl::Status& status) {
  if (warned_.exchange(true)) return;
  console_.Error(absl::StrCat("atoll: warning: ", folder_.filename().string(), " is not kept: ",
                              status.message(), "; expected a folder that can be written to\n"));
}

}  // namespace host
