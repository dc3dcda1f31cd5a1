#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "src/base/clock.h"
#include "src/host/error_page.h"
#include "src/worker/outcome.h"

namespace host {

// A line of a worker's console.
struct JournalLine {
  std::string level;  // "debug" "log" "info" "warn" "error"
  std::string text;
  double wall_millis = 0;  // since the epoch
};

// One invocation: a request, a scheduled event or a call by another worker; or what a worker has
// written outside of any. Until it is over, only its console and its error are known.
struct JournalEntry {
  uint64_t number = 0;     // counts entries, from 1
  uint64_t event = 0;      // when it changed last: see LocalJournal::last_event
  std::string request_id;  // empty: outside of any invocation
  std::string worker;
  std::string method;  // empty until it is over; "SCHEDULED": a scheduled event
  std::string target;  // of a scheduled event, its cron
  int status = 0;      // 0: no response was started
  bool over = false;
  worker::Outcome outcome = worker::Outcome::kOk;
  worker::Limit limit = worker::Limit::kNone;
  double began_millis = 0;  // since the epoch; where it is not over, of the first line
  double wall_millis = 0;   // that it took
  double cpu_millis = 0;
  int subrequests = 0;
  uint32_t kv_operations = 0;
  std::optional<worker::StartKind> cold;
  std::string caller;  // the request id of whoever called it; empty: no worker did
  std::vector<JournalLine> lines;
  size_t lines_left_out = 0;         // because there were too many, or too long
  std::optional<ErrorReport> error;  // without the lines near its own
  size_t bytes = 0;                  // of its texts
};

// What the workers of `atoll dev` did last: a bounded number of invocations, in a bounded number of
// octets, of which the one that has not changed for longest goes first. Every change has a number,
// so that whoever follows can go on where he was. Bound to the lane's thread.
class LocalJournal {
 public:
  struct Options {
    size_t max_entries = 500;
    size_t max_bytes = size_t{8} << 20;        // of all texts
    size_t max_line_bytes = size_t{16} << 10;  // of one line, stack or target; cut off there
    size_t max_lines = 300;                    // of one entry
  };

  explicit LocalJournal(const base::Clock& clock) : LocalJournal(clock, Options()) {}
  // `clock` is borrowed.
  LocalJournal(const base::Clock& clock, Options options);
  LocalJournal(const LocalJournal&) = delete;

  // What DevEvents are told.
  void Log(const worker::LogLine& line);
  void Fail(std::string_view worker, const worker::Failure& failure, ErrorReport report);
  void Report(const worker::Report& report);
  // Forgets all entries: a new epoch.
  void Clear();

  // Called after each change. One.
  void OnChange(std::function<void()> callback) { on_change_ = std::move(callback); }

  // Numbers of changes are of one epoch; no two journals have the same.
  const std::string& epoch() const { return epoch_; }
  // The number of the last change; 0: there was none in this epoch.
  uint64_t last_event() const { return last_event_; }
  // Invocations that have ended since the journal began, those that were forgotten too.
  uint64_t total() const { return total_; }

  // Entries that have changed after `event`, in the order of their changes: the last `limit` of
  // them.
  std::vector<const JournalEntry*> ChangedAfter(uint64_t event, size_t limit) const;
  // Null: there is none.
  const JournalEntry* Find(uint64_t number) const;
  size_t size() const { return entries_.size(); }
  size_t bytes() const { return bytes_; }

 private:
  using Entries = std::list<JournalEntry>;
  // The entry of the invocation, or the one of what `worker` writes outside of any; made if there
  // is none. It is the last one then.
  JournalEntry& Touch(std::string_view worker, std::string_view request_id);
  // Counts octets of texts that the entry has got, and has lost.
  void Count(JournalEntry& entry, size_t more, size_t less = 0);
  void Changed(JournalEntry& entry);
  void NewEpoch();
  void Evict();
  std::string Cut(std::string_view text) const;

  const base::Clock& clock_;
  const Options options_;
  std::function<void()> on_change_;
  std::string epoch_;
  uint64_t epochs_ = 0;
  uint64_t last_event_ = 0;
  uint64_t last_number_ = 0;
  uint64_t total_ = 0;
  size_t bytes_ = 0;
  Entries entries_;  // by their last change
  // By the request id, or " " and the worker.
  absl::flat_hash_map<std::string, Entries::iterator> found_;
};

}  // namespace host
