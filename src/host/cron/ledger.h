#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/store/store.h"

namespace host {

// What is kept of one cron.
struct CronState {
  int64_t through = 0;   // up to when all is settled, in seconds since the epoch
  uint64_t entries = 0;  // how many the history has had
  // Whether `through` was claimed before it came, and nobody has said that it has begun since.
  bool ahead = false;
};

// An entry of a cron's history: one time of it, and what became of it.
struct CronEntry {
  uint64_t number = 0;  // counts from 0
  int64_t time = 0;     // that was meant, in seconds since the epoch
  // Why it ran: "time", "missed" (later than its minute), "manual".
  std::string trigger = "time";
  // An outcome's name; "skipped"; empty: it is under way, or the process that ran it has gone.
  std::string outcome;
  std::string reason;        // of "skipped": "overlap" or "missed"
  int count = 1;             // of "skipped": how many times, `time` being the last
  int attempts = 0;          // those that have begun or could not begin
  int64_t began_millis = 0;  // of the last attempt, since the epoch; 0: it has not begun
  int64_t lag_micros = 0;    // from the time that was meant to the handler's first attempt
  int64_t wall_micros = 0;   // of the last attempt, as is the next
  int64_t cpu_micros = 0;
  std::string request;  // the last attempt's id in the log
  std::string boot;     // the process that wrote it
};

// A cron that is kept.
struct KeptCron {
  std::string worker;
  std::string cron;
  CronState state;
};

// What a node knows of its crons after it has ended: up to when each is settled, and its last runs.
// It stands in a store of its own, which no worker and no `atoll kv` has a name for. Any thread.
class CronLedger {
 public:
  // How many entries of a cron are kept.
  static constexpr uint64_t kKeptEntries = 20;
  // The store's namespace.
  static constexpr std::string_view kNamespace = "cron";

  using Done = absl::AnyInvocable<void(absl::Status)>;

  // `boot` names the process; empty: it only reads.
  CronLedger(std::shared_ptr<store::Namespace> space, std::string boot);

  // What is to be written of a cron.
  struct Change {
    std::string worker;
    std::string cron;
    std::optional<CronState> state = {};
    std::optional<CronEntry> entry = {};
  };
  // Writes all of it, or nothing. `done` is called once, on any thread, when it is on the disk.
  void Write(const std::vector<Change>& changes, Done done);
  // Says that this process is the one that runs crons now.
  void WriteBoot(Done done);
  // Forgets the crons that are not among `kept`, each a worker and an expression, but for those of
  // `unknown_workers`, whose crons nobody knows. Waits until it is done.
  absl::Status Forget(const absl::flat_hash_set<std::pair<std::string, std::string>>& kept,
                      const absl::flat_hash_set<std::string>& unknown_workers);

  // Nullopt: the cron is new. kDataLoss: what is kept of it cannot be read.
  absl::StatusOr<std::optional<CronState>> Find(std::string_view worker,
                                                std::string_view cron) const;
  // All crons, by worker.
  absl::StatusOr<std::vector<KeptCron>> List() const;
  // The entries of a cron, the newest first.
  absl::StatusOr<std::vector<CronEntry>> History(const KeptCron& cron) const;
  // The process that ran crons last; empty: none has.
  absl::StatusOr<std::string> Boot() const;

 private:
  absl::StatusOr<std::optional<std::string>> Get(const std::string& key) const;

  const std::shared_ptr<store::Namespace> space_;
  const std::string boot_;
};

// How states and entries are written, and read again. kDataLoss: the text is none.
std::string EncodeCronState(std::string_view worker, std::string_view cron, const CronState& state);
absl::StatusOr<KeptCron> DecodeCronState(std::string_view text);
std::string EncodeCronEntry(const CronEntry& entry);
absl::StatusOr<CronEntry> DecodeCronEntry(std::string_view text);

}  // namespace host
