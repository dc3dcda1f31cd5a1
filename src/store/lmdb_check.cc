#include "src/store/lmdb_check.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "src/store/key_code.h"
#include "src/store/lmdb_env.h"
#include "src/store/lmdb_namespace.h"

namespace store {
namespace {

namespace fs = std::filesystem;

// How many namespaces that end the checker are found one by one.
constexpr size_t kMaxDeadly = 32;

// What a checker writes: a line for each namespace before it is read, one after it, and one at the
// end.
constexpr std::string_view kReading = "reading ";
constexpr std::string_view kSound = "sound ";
constexpr std::string_view kDamaged = "damaged ";
constexpr std::string_view kWhole = "whole ";
constexpr std::string_view kDone = "done";

class Checker {
 public:
  Checker(LmdbEnv& env, const std::vector<std::string>& skipped, int output)
      : env_(env), skipped_(skipped), output_(output) {}

  int Run() {
    if (absl::Status status = CheckWhole(); !status.ok()) {
      Say(kWhole, status.message());
      return 1;
    }
    for (const std::string& id : ids_) {
      Say(kReading, id);
      absl::Status status = CheckNamespace(id);
      if (status.ok()) {
        Say(kSound, id);
      } else {
        Say(kDamaged, absl::StrCat(id, "\t", status.message()));
      }
    }
    Say(kDone, "");
    return 0;
  }

 private:
  void Say(std::string_view word, std::string_view rest) {
    const std::string line = absl::StrCat(word, rest, "\n");
    if (write(output_, line.data(), line.size()) < 0) _exit(1);
  }

  // What all namespaces share: the pages that are free, the list of namespaces. The length says
  // nothing: pages that a transaction took and gave back at once are counted and never written.
  absl::Status CheckWhole() {
    absl::StatusOr<LmdbEnv::Reader> reader = env_.BeginRead();
    if (!reader.ok()) return reader.status();
    MDB_txn* txn = reader->txn();
    // Database 0 is the list of free pages, 1 that of the databases.
    uint64_t sum = 0;
    for (MDB_dbi database : {0U, 1U}) {
      absl::Status status = Walk(txn, database, [&](std::string_view, std::string_view octets) {
        for (char c : octets) sum += static_cast<uint8_t>(c);
        return absl::OkStatus();
      });
      if (!status.ok()) return status;
    }
    MDB_dbi meta = 0;
    if (int failed = mdb_dbi_open(txn, kMetaName, 0, &meta); failed != 0) {
      return failed == MDB_NOTFOUND ? absl::OkStatus() : LmdbStatus(failed, "reading it");
    }
    return Walk(txn, meta, [this](std::string_view key, std::string_view octets) {
      if (!key.starts_with('n')) return absl::OkStatus();
      const std::string id(key.substr(1));
      if (std::find(skipped_.begin(), skipped_.end(), id) != skipped_.end()) {
        return absl::OkStatus();
      }
      if (DecodeNamespace(id, octets).ok() && CheckNamespaceId(id).ok()) {
        ids_.push_back(id);
      } else {
        Say(kDamaged, absl::StrCat(id, "\tits description has a wrong checksum"));
      }
      return absl::OkStatus();
    });
  }

  absl::Status CheckNamespace(const std::string& id) {
    absl::StatusOr<LmdbEnv::Reader> reader = env_.BeginRead();
    if (!reader.ok()) return reader.status();
    MDB_txn* txn = reader->txn();
    MDB_dbi keys = 0, aside = 0;
    int error = mdb_dbi_open(txn, KeysNameOf(id).c_str(), 0, &keys);
    if (error == 0) error = mdb_dbi_open(txn, AsideNameOf(id).c_str(), 0, &aside);
    if (error != 0) return LmdbStatus(error, "opening it");
    std::string previous;
    absl::Status status = Walk(txn, keys, [&](std::string_view encoded, std::string_view octets) {
      const std::optional<std::string> key = DecodeKey(encoded);
      if (!key || (!previous.empty() && encoded <= previous)) {
        return absl::DataLossError("a key is damaged");
      }
      previous = std::string(encoded);
      absl::StatusOr<Record> record = DecodeRecord(*key, octets, Check::kAll);
      return record.ok() ? CheckChunks(txn, aside, *record) : record.status();
    });
    if (!status.ok()) return status;
    return Walk(txn, aside, [](std::string_view, std::string_view) { return absl::OkStatus(); });
  }

  absl::Status CheckChunks(MDB_txn* txn, MDB_dbi aside, const Record& record) {
    uint64_t bytes = 0;
    for (uint64_t i = 0; i < ChunkCount(record); ++i) {
      const std::string place = ChunkPlace(record.id, i);
      MDB_val name = ToVal(place), value;
      if (int error = mdb_get(txn, aside, &name, &value); error != 0) {
        return LmdbStatus(error, "reading a piece of a value");
      }
      absl::StatusOr<std::string_view> octets = DecodeChunk(place, ToView(value));
      if (!octets.ok()) return octets.status();
      bytes += octets->size();
    }
    if (!record.chunked || bytes == record.value_bytes) return absl::OkStatus();
    return absl::DataLossError("the pieces of a value have the wrong length");
  }

  using Visit = absl::FunctionRef<absl::Status(std::string_view key, std::string_view octets)>;
  static absl::Status Walk(MDB_txn* txn, MDB_dbi database, Visit visit) {
    MDB_cursor* cursor = nullptr;
    int error = mdb_cursor_open(txn, database, &cursor);
    if (error != 0) return LmdbStatus(error, "reading it");
    absl::Cleanup close = [cursor] { mdb_cursor_close(cursor); };
    MDB_val name, value;
    while ((error = mdb_cursor_get(cursor, &name, &value, MDB_NEXT)) == 0) {
      if (absl::Status status = visit(ToView(name), ToView(value)); !status.ok()) return status;
    }
    return error == MDB_NOTFOUND ? absl::OkStatus() : LmdbStatus(error, "reading it");
  }

  LmdbEnv& env_;
  const std::vector<std::string>& skipped_;
  const int output_;
  std::vector<std::string> ids_;
};

// Takes in what a checker has written. The namespace that it was reading when it ended, if it was.
std::optional<std::string> TakeOutput(std::string_view output, FileCheck& check,
                                      absl::Status& whole, bool& done) {
  std::optional<std::string> reading;
  for (std::string_view line : absl::StrSplit(output, '\n')) {
    if (line.starts_with(kReading)) reading = std::string(line.substr(kReading.size()));
    if (line.starts_with(kSound)) reading.reset();
    if (line.starts_with(kDamaged)) {
      const std::pair<std::string_view, std::string_view> parts =
          absl::StrSplit(line.substr(kDamaged.size()), absl::MaxSplits('\t', 1));
      check.damaged[std::string(parts.first)] = std::string(parts.second);
      reading.reset();
    }
    if (line.starts_with(kWhole)) whole = absl::DataLossError(line.substr(kWhole.size()));
    if (line == kDone) done = true;
  }
  return reading;
}

absl::Status DamagedAsAWhole(const std::string& folder, std::string_view how) {
  return absl::DataLossError(
      absl::StrCat(folder, "/data.mdb is damaged: ", how,
                   "; expected a sound file: restore it from a copy, or remove it to begin anew"));
}

}  // namespace

int ReadWholeFile(const std::string& folder, const std::vector<std::string>& skipped, int output) {
  LmdbEnv::Options options;
  options.read_only = true;
  absl::StatusOr<std::shared_ptr<LmdbEnv>> env = LmdbEnv::Open(folder, options);
  if (!env.ok()) {
    const std::string line = absl::StrCat(kWhole, env.status().message(), "\n");
    return write(output, line.data(), line.size()) < 0 ? 2 : 1;
  }
  return Checker(**env, skipped, output).Run();
}

absl::StatusOr<FileCheck> CheckFile(const std::string& folder, RunChecker run) {
  FileCheck check;
  std::error_code error;
  const uint64_t size = fs::file_size(fs::path(folder) / "data.mdb", error);
  // LMDB makes a file that is empty anew.
  if (error || size == 0) return check;
  std::vector<std::string> skipped;
  for (;;) {
    absl::StatusOr<CheckerEnding> ending = run(skipped);
    if (!ending.ok()) return ending.status();
    absl::Status whole;
    bool done = false;
    const std::optional<std::string> reading = TakeOutput(ending->output, check, whole, done);
    if (!whole.ok()) return DamagedAsAWhole(folder, whole.message());
    if (done && !ending->by_signal && ending->status == 0) return check;
    const std::string how =
        ending->by_signal
            ? absl::StrCat("reading it ends the process (", strsignal(ending->status), ")")
            : absl::StrCat("reading it ends with status ", ending->status);
    if (!reading || skipped.size() == kMaxDeadly) return DamagedAsAWhole(folder, how);
    check.damaged[*reading] = how;
    skipped.push_back(*reading);
  }
}

}  // namespace store
