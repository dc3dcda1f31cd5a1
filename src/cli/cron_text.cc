#include "src/cli/cron_text.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"
#include "src/host/console.h"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

double Millis(int64_t micros) { return static_cast<double>(micros) / 1000; }

Json ToJson(const ListedCron& cron, const host::CronEntry& entry, const std::string& boot) {
  Json json = {{"worker", cron.worker},
               {"cron", cron.cron},
               {"time", TimeText(entry.time)},
               {"trigger", entry.trigger},
               {"outcome", OutcomeText(entry, boot)}};
  if (entry.outcome == "skipped") {
    json["reason"] = entry.reason;
    json["count"] = entry.count;
    return json;
  }
  json["attempts"] = entry.attempts;
  if (entry.began_millis == 0) return json;
  json["began_ms"] = entry.began_millis;
  json["lag_ms"] = Millis(entry.lag_micros);
  json["wall_ms"] = Millis(entry.wall_micros);
  json["cpu_ms"] = Millis(entry.cpu_micros);
  json["request"] = entry.request;
  return json;
}

std::string Dump(const Json& list) {
  std::string text = "[";
  for (const Json& one : list) {
    absl::StrAppend(&text, text.size() > 1 ? "," : "", "\n  ",
                    one.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  return absl::StrCat(text, list.empty() ? "" : "\n", "]\n");
}

// Columns as wide as they need to be.
std::string Table(const std::vector<Row>& rows) {
  std::vector<size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      absl::StrAppend(&line, i > 0 ? "  " : "", row[i]);
      if (i + 1 < row.size()) line.append(widths[i] - row[i].size(), ' ');
    }
    absl::StrAppend(&text, line, "\n");
  }
  return text;
}

std::string Lag(const host::CronEntry& entry) {
  return entry.began_millis == 0 ? "" : absl::StrFormat("%.1f ms", Millis(entry.lag_micros));
}

std::string Wall(const host::CronEntry& entry) {
  return entry.began_millis == 0 ? "" : absl::StrFormat("%.1f ms", Millis(entry.wall_micros));
}

std::string What(const host::CronEntry& entry, const std::string& boot) {
  std::string text = OutcomeText(entry, boot);
  if (entry.outcome == "skipped") {
    absl::StrAppend(&text, " (", entry.reason,
                    entry.count > 1 ? absl::StrCat(", ", entry.count) : "", ")");
  }
  if (entry.trigger != "time") absl::StrAppend(&text, " (", entry.trigger, ")");
  if (entry.attempts > 1) absl::StrAppend(&text, " (attempt ", entry.attempts, ")");
  return text;
}

}  // namespace

std::string TimeText(int64_t seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

std::string OutcomeText(const host::CronEntry& entry, const std::string& boot) {
  if (!entry.outcome.empty()) return entry.outcome;
  return !boot.empty() && entry.boot == boot ? "running" : "interrupted";
}

std::string ListText(const std::vector<ListedCron>& crons, const std::string& boot, bool json) {
  if (json) {
    Json list = Json::array();
    for (const ListedCron& cron : crons) {
      Json one = {{"worker", cron.worker}, {"cron", cron.cron}};
      one["next"] = cron.next ? Json(TimeText(*cron.next)) : Json();
      one["last"] = cron.history.empty() ? Json() : ToJson(cron, cron.history.front(), boot);
      list.push_back(std::move(one));
    }
    return Dump(list);
  }
  std::vector<Row> rows = {{"WORKER", "CRON", "NEXT", "LAST", "OUTCOME"}};
  for (const ListedCron& cron : crons) {
    Row row = {host::OneLine(cron.worker), host::OneLine(cron.cron),
               cron.next ? TimeText(*cron.next) : "-"};
    if (cron.history.empty()) {
      row.insert(row.end(), {"-", "-"});
    } else {
      row.push_back(TimeText(cron.history.front().time));
      row.push_back(What(cron.history.front(), boot));
    }
    rows.push_back(std::move(row));
  }
  return Table(rows);
}

std::string HistoryText(const std::vector<ListedCron>& crons, const std::string& boot, bool json) {
  Json list = Json::array();
  std::vector<Row> rows = {{"WORKER", "CRON", "TIME", "LAG", "WALL", "OUTCOME"}};
  for (const ListedCron& cron : crons) {
    for (const host::CronEntry& entry : cron.history) {
      if (json) {
        list.push_back(ToJson(cron, entry, boot));
      } else {
        rows.push_back({host::OneLine(cron.worker), host::OneLine(cron.cron), TimeText(entry.time),
                        Lag(entry), Wall(entry), What(entry, boot)});
      }
    }
  }
  return json ? Dump(list) : Table(rows);
}

}  // namespace cli
