#include "src/host/local_json.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "nlohmann/json.hpp"
#include "src/host/cron_expression.h"

namespace host {
namespace {

// Its members keep their order.
using Json = nlohmann::ordered_json;

// Of what was logged, in a list.
constexpr size_t kShownBytes = 400;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

double Rounded(double millis) { return std::round(millis * 1000) / 1000; }

std::string_view KindOf(const JournalEntry& entry) {
  if (entry.request_id.empty()) return "console";
  if (!entry.over) return "open";
  if (entry.method == "SCHEDULED") return "scheduled";
  return entry.caller.empty() ? "fetch" : "call";
}

std::string Beginning(const JournalEntry& entry) {
  std::string text;
  for (const JournalLine& line : entry.lines) {
    if (text.size() >= kShownBytes) break;
    if (!text.empty()) text += '\n';
    text += line.text.substr(0, kShownBytes);
  }
  return text;
}

size_t CountLevel(const JournalEntry& entry, std::string_view level) {
  return static_cast<size_t>(
      std::count_if(entry.lines.begin(), entry.lines.end(),
                    [&](const JournalLine& line) { return line.level == level; }));
}

Json Summary(const JournalEntry& entry) {
  Json json = {{"number", entry.number},
               {"event", entry.event},
               {"kind", KindOf(entry)},
               {"worker", entry.worker},
               {"began", Rounded(entry.began_millis)},
               {"lines", entry.lines.size() + entry.lines_left_out},
               {"warnings", CountLevel(entry, "warn")},
               {"errors", CountLevel(entry, "error")},
               {"text", Beginning(entry)}};
  if (!entry.request_id.empty()) json["request"] = entry.request_id;
  if (entry.error) json["error"] = entry.error->message;
  if (!entry.over) return json;
  json["method"] = entry.method;
  json["target"] = entry.target;
  json["status"] = entry.status;
  json["outcome"] = worker::OutcomeName(entry.outcome);
  if (entry.limit != worker::Limit::kNone) json["limit"] = worker::LimitName(entry.limit);
  json["wall"] = Rounded(entry.wall_millis);
  json["cpu"] = Rounded(entry.cpu_millis);
  json["subrequests"] = entry.subrequests;
  json["kvOperations"] = entry.kv_operations;
  if (entry.cold) json["cold"] = worker::StartKindName(*entry.cold);
  if (!entry.caller.empty()) json["caller"] = entry.caller;
  return json;
}

Json ErrorOf(const ErrorReport& report) {
  Json json = {{"heading", report.heading}, {"message", report.message}, {"stack", report.stack}};
  if (report.file.empty()) return json;
  json["place"] = PlaceOf(report);
  json["source"] = report.source_line;
  json["line"] = report.line;
  json["column"] = report.column;
  return json;
}

void AddExtras(Json& json, int64_t expiration, std::string_view metadata) {
  if (expiration != 0) json["expiration"] = expiration;
  if (metadata.empty()) return;
  Json value = Json::parse(metadata, nullptr, false);
  // JSON.stringify() escapes half a surrogate pair, which this does not read: then as it is
  // written.
  json["metadata"] = value.is_discarded() ? Json(std::string(metadata)) : std::move(value);
}

// Where `text` may be cut without cutting a character.
size_t CutOf(std::string_view text, size_t limit) {
  if (text.size() <= limit) return text.size();
  size_t end = limit;
  while (end > 0 && limit - end < 4 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return end;
}

}  // namespace

std::string RequestsJson(const LocalJournal& journal,
                         const std::vector<const JournalEntry*>& entries) {
  Json requests = Json::array();
  for (const JournalEntry* entry : entries) requests.push_back(Summary(*entry));
  return Dump({{"epoch", journal.epoch()},
               {"event", journal.last_event()},
               {"total", journal.total()},
               {"requests", std::move(requests)}});
}

std::string RequestJson(const JournalEntry& entry) {
  Json json = Summary(entry);
  Json lines = Json::array();
  for (const JournalLine& line : entry.lines) {
    lines.push_back(
        {{"level", line.level}, {"text", line.text}, {"time", Rounded(line.wall_millis)}});
  }
  json["log"] = std::move(lines);
  json["leftOut"] = entry.lines_left_out;
  if (entry.error) json["error"] = ErrorOf(*entry.error);
  return Dump(json);
}

std::string WorkersJson(const LocalWorkers& workers) {
  Json list = Json::array();
  for (const LocalWorker& worker : workers.all()) {
    Json bindings = Json::array();
    for (const LocalWorker::Binding& binding : worker.bindings) {
      bindings.push_back(
          {{"kind", binding.kind}, {"name", binding.name}, {"resource", binding.resource}});
    }
    list.push_back({{"name", worker.name},
                    {"version", worker.version},
                    {"main", worker.main},
                    {"compatibilityDate", worker.compatibility_date},
                    {"bindings", std::move(bindings)},
                    {"crons", worker.crons},
                    {"running", worker.running},
                    {"problem", worker.problem}});
  }
  return Dump({{"workers", std::move(list)}});
}

std::string CronsJson(const LocalWorkers& workers, int64_t now) {
  Json list = Json::array();
  for (const LocalWorker& worker : workers.all()) {
    for (const std::string& cron : worker.crons) {
      Json json = {{"worker", worker.name}, {"cron", cron}, {"running", worker.running}};
      const absl::StatusOr<CronExpression> expression = CronExpression::Parse(cron);
      if (expression.ok()) json["next"] = expression->Next(now);
      list.push_back(std::move(json));
    }
  }
  return Dump({{"crons", std::move(list)}});
}

std::string NamespacesJson(const LocalWorkers& workers) {
  Json list = Json::array();
  for (const LocalWorker& worker : workers.all()) {
    for (const LocalWorker::Binding& binding : worker.bindings) {
      if (binding.kind != "kv") continue;
      Json user = {{"worker", worker.name}, {"name", binding.name}};
      const auto found = std::find_if(
          list.begin(), list.end(), [&](const Json& one) { return one["id"] == binding.resource; });
      if (found != list.end()) {
        (*found)["bindings"].push_back(std::move(user));
      } else {
        list.push_back({{"id", binding.resource}, {"bindings", Json::array({std::move(user)})}});
      }
    }
  }
  return Dump({{"namespaces", std::move(list)}});
}

std::string KeysJson(const store::Page& page) {
  Json keys = Json::array();
  for (const store::Listed& key : page.keys) {
    Json json = {{"name", key.key}};
    AddExtras(json, key.expiration, key.metadata);
    keys.push_back(std::move(json));
  }
  Json json = {{"keys", std::move(keys)}};
  if (page.next) json["cursor"] = *page.next;
  return Dump(json);
}

std::string ValueJson(const store::Found& found, std::string_view value, size_t limit) {
  const std::string_view shown = value.substr(0, CutOf(value, limit));
  // A NUL is text for JSON, and not for people.
  const bool text = !absl::StrContains(shown, '\0') && IsUtf8(shown);
  Json json = {{"size", value.size()},
               {"encoding", text ? "utf8" : "base64"},
               {"value", text ? std::string(shown) : absl::Base64Escape(shown)},
               {"cut", shown.size() < value.size()}};
  AddExtras(json, found.expiration, found.metadata);
  return Dump(json);
}

bool IsUtf8(std::string_view text) {
  try {
    (void)Json(std::string(text)).dump();
    return true;
  } catch (const Json::type_error&) {
    return false;
  }
}

std::string ErrorJson(std::string_view message) { return Dump({{"error", std::string(message)}}); }

}  // namespace host
