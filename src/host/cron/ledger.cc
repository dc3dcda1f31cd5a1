#include "src/host/cron/ledger.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "nlohmann/json.hpp"
#include "src/host/content_hash.h"

// Keys: "b" for the process; "s" ID for a state, "h" ID "/" slot for an entry, in a ring. ID is
// the worker, which has no slash in its name, "/" and a hash of the expression.

namespace host {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kHashDigits = 16;
constexpr std::string_view kBootKey = "b";
// The end of the year 9999, in seconds since the epoch.
constexpr int64_t kLastThrough = 253'402'300'799;

std::string IdOf(std::string_view worker, std::string_view cron) {
  ContentHash hash;
  return absl::StrCat(worker, "/", hash.Add(cron).FinishHex(kHashDigits));
}

std::string StateKey(std::string_view id) { return absl::StrCat("s", id); }

std::string EntryKey(std::string_view id, uint64_t number) {
  return absl::StrFormat("h%s/%02d", id, number % CronLedger::kKeptEntries);
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

absl::Status Damaged(std::string_view text) {
  return absl::DataLossError(absl::StrCat("what is kept of a cron is \"", text.substr(0, 100),
                                          "\"; expected what Atoll writes"));
}

// Reads the members of an object; remembers whether all were there.
class Reader {
 public:
  explicit Reader(std::string_view text) : json_(Json::parse(text, nullptr, false)) {
    good_ = json_.is_object();
  }
  void Read(const char* name, std::string& into) {
    const Json* found = Find(name);
    if (found != nullptr && found->is_string()) return void(into = found->get<std::string>());
    good_ = false;
  }
  template <typename T>
  void Read(const char* name, T& into) {
    const Json* found = Find(name);
    if (found != nullptr && found->is_number_integer()) return void(into = found->get<T>());
    good_ = false;
  }
  bool good() const { return good_; }

 private:
  const Json* Find(const char* name) const {
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(name);
    return found == json_.end() ? nullptr : &*found;
  }
  const Json json_;
  bool good_ = true;
};

}  // namespace

std::string EncodeCronState(std::string_view worker, std::string_view cron,
                            const CronState& state) {
  return Dump({{"worker", worker},
               {"cron", cron},
               {"through", state.through},
               {"entries", state.entries},
               {"ahead", state.ahead ? 1 : 0}});
}

absl::StatusOr<KeptCron> DecodeCronState(std::string_view text) {
  KeptCron kept;
  Reader reader(text);
  reader.Read("worker", kept.worker);
  reader.Read("cron", kept.cron);
  reader.Read("through", kept.state.through);
  reader.Read("entries", kept.state.entries);
  int ahead = 0;
  reader.Read("ahead", ahead);
  kept.state.ahead = ahead != 0;
  const bool good = reader.good() && kept.state.through >= 0 && kept.state.through <= kLastThrough;
  if (!good) return Damaged(text);
  return kept;
}

std::string EncodeCronEntry(const CronEntry& entry) {
  return Dump({{"number", entry.number},
               {"time", entry.time},
               {"trigger", entry.trigger},
               {"outcome", entry.outcome},
               {"reason", entry.reason},
               {"count", entry.count},
               {"attempts", entry.attempts},
               {"began", entry.began_millis},
               {"lag", entry.lag_micros},
               {"wall", entry.wall_micros},
               {"cpu", entry.cpu_micros},
               {"request", entry.request},
               {"boot", entry.boot}});
}

absl::StatusOr<CronEntry> DecodeCronEntry(std::string_view text) {
  CronEntry entry;
  Reader reader(text);
  reader.Read("number", entry.number);
  reader.Read("time", entry.time);
  reader.Read("trigger", entry.trigger);
  reader.Read("outcome", entry.outcome);
  reader.Read("reason", entry.reason);
  reader.Read("count", entry.count);
  reader.Read("attempts", entry.attempts);
  reader.Read("began", entry.began_millis);
  reader.Read("lag", entry.lag_micros);
  reader.Read("wall", entry.wall_micros);
  reader.Read("cpu", entry.cpu_micros);
  reader.Read("request", entry.request);
  reader.Read("boot", entry.boot);
  if (!reader.good()) return Damaged(text);
  return entry;
}

CronLedger::CronLedger(std::shared_ptr<store::Namespace> space, std::string boot)
    : space_(std::move(space)), boot_(std::move(boot)) {}

void CronLedger::Write(const std::vector<Change>& changes, Done done) {
  std::vector<store::Write> writes;
  writes.reserve(changes.size() * 2);
  for (const Change& change : changes) {
    const std::string id = IdOf(change.worker, change.cron);
    if (change.state) {
      writes.push_back(
          {StateKey(id), base::Bytes(EncodeCronState(change.worker, change.cron, *change.state))});
    }
    if (!change.entry) continue;
    CronEntry entry = *change.entry;
    entry.boot = boot_;
    writes.push_back({EntryKey(id, entry.number), base::Bytes(EncodeCronEntry(entry))});
  }
  space_->Apply(std::move(writes), std::move(done));
}

void CronLedger::WriteBoot(Done done) {
  space_->Apply({{std::string(kBootKey), base::Bytes(boot_)}}, std::move(done));
}

absl::Status CronLedger::Forget(
    const absl::flat_hash_set<std::pair<std::string, std::string>>& kept,
    const absl::flat_hash_set<std::string>& unknown_workers) {
  absl::StatusOr<std::vector<KeptCron>> all = List();
  if (!all.ok()) return all.status();
  std::vector<store::Write> writes;
  for (const KeptCron& one : *all) {
    if (kept.contains(std::pair(one.worker, one.cron))) continue;
    if (unknown_workers.contains(one.worker)) continue;
    const std::string id = IdOf(one.worker, one.cron);
    writes.push_back({StateKey(id)});
    for (uint64_t i = 0; i < std::min(kKeptEntries, one.state.entries); ++i) {
      writes.push_back({EntryKey(id, i)});
    }
  }
  if (writes.empty()) return absl::OkStatus();
  absl::Notification ended;
  absl::Status result;
  space_->Apply(std::move(writes), [&](absl::Status status) {
    result = std::move(status);
    ended.Notify();
  });
  ended.WaitForNotification();
  return result;
}

absl::StatusOr<std::optional<std::string>> CronLedger::Get(const std::string& key) const {
  // Nothing of it expires.
  absl::StatusOr<std::optional<store::Found>> found = space_->Get(key, 0);
  if (!found.ok()) return found.status();
  if (!*found) return std::nullopt;
  absl::StatusOr<base::Bytes> value = store::ReadAll(*std::move(*found));
  if (!value.ok()) return value.status();
  return std::string(value->view());
}

absl::StatusOr<std::optional<CronState>> CronLedger::Find(std::string_view worker,
                                                          std::string_view cron) const {
  absl::StatusOr<std::optional<std::string>> text = Get(StateKey(IdOf(worker, cron)));
  if (!text.ok()) return text.status();
  if (!*text) return std::nullopt;
  absl::StatusOr<KeptCron> kept = DecodeCronState(**text);
  if (!kept.ok()) return kept.status();
  return kept->state;
}

absl::StatusOr<std::vector<KeptCron>> CronLedger::List() const {
  std::vector<KeptCron> all;
  store::ListQuery query;
  query.prefix = "s";
  do {
    absl::StatusOr<store::Page> page = space_->List(query, 0);
    if (!page.ok()) return page.status();
    for (const store::Listed& key : page->keys) {
      absl::StatusOr<std::optional<std::string>> text = Get(key.key);
      if (!text.ok()) return text.status();
      if (!*text) continue;  // it has gone since
      absl::StatusOr<KeptCron> kept = DecodeCronState(**text);
      if (!kept.ok()) return kept.status();
      all.push_back(*std::move(kept));
    }
    query.after = std::move(page->next);
  } while (query.after.has_value());
  std::ranges::stable_sort(all, {},
                           [](const KeptCron& cron) { return std::tie(cron.worker, cron.cron); });
  return all;
}

absl::StatusOr<std::vector<CronEntry>> CronLedger::History(const KeptCron& cron) const {
  const std::string id = IdOf(cron.worker, cron.cron);
  std::vector<CronEntry> entries;
  for (uint64_t i = 0; i < kKeptEntries; ++i) {
    absl::StatusOr<std::optional<std::string>> text = Get(EntryKey(id, i));
    if (!text.ok()) return text.status();
    if (!*text) continue;
    absl::StatusOr<CronEntry> entry = DecodeCronEntry(**text);
    if (!entry.ok()) return entry.status();
    entries.push_back(*std::move(entry));
  }
  std::ranges::sort(entries, std::greater<>(), &CronEntry::number);
  return entries;
}

absl::StatusOr<std::string> CronLedger::Boot() const {
  absl::StatusOr<std::optional<std::string>> boot = Get(std::string(kBootKey));
  if (!boot.ok()) return boot.status();
  return boot->value_or("");
}

}  // namespace host
