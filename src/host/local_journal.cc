#include "src/host/local_journal.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace host {
namespace {

// Of what an entry takes beside its texts.
constexpr size_t kEntryBytes = 400;
constexpr size_t kLineBytes = 80;

std::string KeyOf(std::string_view worker, std::string_view request_id) {
  return request_id.empty() ? absl::StrCat(" ", worker) : std::string(request_id);
}

std::string KeyOf(const JournalEntry& entry) { return KeyOf(entry.worker, entry.request_id); }

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

size_t SizeOf(const ErrorReport& report) {
  return report.message.size() + report.stack.size() + report.source_line.size();
}

double Millis(int64_t nanos) { return static_cast<double>(nanos) / 1e6; }

}  // namespace

LocalJournal::LocalJournal(const base::Clock& clock, Options options)
    : clock_(clock), options_(options) {
  NewEpoch();
}

void LocalJournal::NewEpoch() {
  epoch_ = absl::StrCat(absl::Hex(static_cast<uint64_t>(clock_.WallMillis())), ".", ++epochs_);
  last_event_ = 0;
}

void LocalJournal::Log(const worker::LogLine& line) {
  JournalEntry& entry = Touch(line.worker, line.request_id);
  // The last lines tell most of a worker that has written too many.
  if (entry.lines.size() >= options_.max_lines) {
    Count(entry, 0, entry.lines.front().text.size() + kLineBytes);
    entry.lines.erase(entry.lines.begin());
    ++entry.lines_left_out;
  }
  entry.lines.push_back({std::string(line.level), Cut(line.text), clock_.WallMillis()});
  Count(entry, entry.lines.back().text.size() + kLineBytes);
  Changed(entry);
}

void LocalJournal::Fail(std::string_view worker, const worker::Failure& failure,
                        ErrorReport report) {
  JournalEntry& entry = Touch(worker, failure.request_id);
  report.message = Cut(report.message);
  report.stack = Cut(report.stack);
  report.source_line = Cut(report.source_line);
  report.nearby = {};  // not shown, and as long as lines of a bundle are
  Count(entry, SizeOf(report), entry.error ? SizeOf(*entry.error) : 0);
  entry.error = std::move(report);
  Changed(entry);
}

void LocalJournal::Report(const worker::Report& report) {
  JournalEntry& entry = Touch(report.worker, worker::RequestIdText(report.request));
  const size_t before = entry.method.size() + entry.target.size();
  entry.method = Cut(report.method);
  entry.target = Cut(report.target);
  Count(entry, entry.method.size() + entry.target.size(), before);
  entry.status = report.status;
  entry.over = true;
  entry.outcome = report.outcome;
  entry.limit = report.limit;
  entry.wall_millis = Millis(report.wall_nanos);
  entry.began_millis = clock_.WallMillis() - entry.wall_millis;
  entry.cpu_millis = Millis(report.cpu_nanos);
  entry.subrequests = report.subrequests;
  entry.kv_operations = report.kv_operations;
  entry.cold = report.cold;
  if (report.caller != 0) entry.caller = worker::RequestIdText(report.caller);
  ++total_;
  Changed(entry);
}

void LocalJournal::Clear() {
  entries_.clear();
  found_.clear();
  bytes_ = 0;
  NewEpoch();
  if (on_change_) on_change_();
}

JournalEntry& LocalJournal::Touch(std::string_view worker, std::string_view request_id) {
  std::string key = KeyOf(worker, request_id);
  const auto found = found_.find(key);
  if (found != found_.end()) {
    entries_.splice(entries_.end(), entries_, found->second);
    return entries_.back();
  }
  entries_.emplace_back();
  JournalEntry& entry = entries_.back();
  entry.number = ++last_number_;
  entry.request_id = std::string(request_id);
  entry.worker = std::string(worker);
  entry.began_millis = clock_.WallMillis();
  entry.bytes = kEntryBytes + request_id.size() + worker.size();
  bytes_ += entry.bytes;
  found_.emplace(std::move(key), std::prev(entries_.end()));
  return entry;
}

void LocalJournal::Count(JournalEntry& entry, size_t more, size_t less) {
  entry.bytes += more - less;
  bytes_ += more - less;
}

void LocalJournal::Changed(JournalEntry& entry) {
  entry.event = ++last_event_;
  Evict();
  if (on_change_) on_change_();
}

void LocalJournal::Evict() {
  while (entries_.size() > 1 &&
         (entries_.size() > options_.max_entries || bytes_ > options_.max_bytes)) {
    const JournalEntry& oldest = entries_.front();
    bytes_ -= oldest.bytes;
    found_.erase(KeyOf(oldest));
    entries_.pop_front();
  }
}

std::string LocalJournal::Cut(std::string_view text) const {
  if (text.size() <= options_.max_line_bytes) return std::string(text);
  size_t end = options_.max_line_bytes;
  while (end > 0 && IsContinuation(text[end])) --end;
  return absl::StrCat(text.substr(0, end), "... ", text.size() - end, " more octets");
}

std::vector<const JournalEntry*> LocalJournal::ChangedAfter(uint64_t event, size_t limit) const {
  std::vector<const JournalEntry*> changed;
  for (auto it = entries_.rbegin(); it != entries_.rend() && it->event > event; ++it) {
    if (changed.size() == limit) break;
    changed.push_back(&*it);
  }
  std::reverse(changed.begin(), changed.end());
  return changed;
}

const JournalEntry* LocalJournal::Find(uint64_t number) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const JournalEntry& entry) {
    return entry.number == number;
  });
  return found == entries_.end() ? nullptr : &*found;
}

}  // namespace host
