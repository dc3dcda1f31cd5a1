#include "src/host/log_lines.h"

#include <type_traits>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "src/host/console.h"

namespace host {
namespace {

constexpr int64_t kNanosPerMicro = 1'000;

std::string_view StartText(const worker::Report& report) {
  if (!report.cold.has_value()) return "warm";
  switch (*report.cold) {
    case worker::StartKind::kPooled:
      return "cold-pooled";
    case worker::StartKind::kFresh:
      return "cold-fresh";
    case worker::StartKind::kSnapshot:
      return "cold-snapshot";
  }
  return "cold-fresh";
}

void AddWord(LogEntry& entry, std::string_view key, std::string_view word) {
  if (!word.empty()) entry.fields.emplace_back(key, word);
}

std::string FormatJson(const LogEntry& entry) {
  nlohmann::ordered_json object = {{"event", entry.kind}};
  for (const auto& [key, value] : entry.fields) {
    nlohmann::ordered_json& member = object[std::string(key)];
    std::visit(
        [&member](const auto& held) {
          if constexpr (std::is_same_v<std::decay_t<decltype(held)>, LogEntry::Text>) {
            member = held.text;
          } else {
            member = held;
          }
        },
        value);
  }
  // What is not UTF-8 gets U+FFFD.
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string FormatHuman(const LogEntry& entry) {
  std::string line(entry.kind);
  for (const auto& [key, value] : entry.fields) {
    absl::StrAppend(&line, " ", key, "=");
    if (const auto* word = std::get_if<std::string_view>(&value)) {
      line += OneLine(*word);
    } else if (const auto* text = std::get_if<LogEntry::Text>(&value)) {
      line += Quoted(text->text);
    } else {
      absl::StrAppend(&line, std::get<int64_t>(value));
    }
  }
  return line + "\n";
}

}  // namespace

std::string FormatLine(const LogEntry& entry, LogFormat format) {
  return format == LogFormat::kJson ? FormatJson(entry) : FormatHuman(entry);
}

std::string InvocationLine(const worker::Report& report, LogFormat format) {
  const std::string request = worker::RequestIdText(report.request);
  const std::string caller =
      report.caller == 0 ? std::string() : worker::RequestIdText(report.caller);
  LogEntry entry{"invocation", {{"request", request}}};
  AddWord(entry, "caller", caller);
  AddWord(entry, "worker", report.worker);
  AddWord(entry, "version", report.version);
  AddWord(entry, "outcome", worker::OutcomeName(report.outcome));
  AddWord(entry, "limit", worker::LimitName(report.limit));
  AddWord(entry, "method", report.method);
  entry.fields.emplace_back("target", LogEntry::Text{report.target});
  entry.fields.emplace_back("status", int64_t{report.status});
  entry.fields.emplace_back("cpu_us", report.cpu_nanos / kNanosPerMicro);
  entry.fields.emplace_back("wall_us", report.wall_nanos / kNanosPerMicro);
  AddWord(entry, "start", StartText(report));
  return FormatLine(entry, format);
}

std::string FailureLine(std::string_view worker, const worker::Failure& failure,
                        std::string_view stack, LogFormat format) {
  LogEntry entry{"failure", {{"worker", worker}}};
  AddWord(entry, "request", failure.request_id);
  AddWord(entry, "outcome", worker::OutcomeName(failure.outcome));
  AddWord(entry, "limit", worker::LimitName(failure.limit));
  entry.fields.emplace_back("message", LogEntry::Text{failure.message});
  entry.fields.emplace_back("stack", LogEntry::Text{stack});
  return FormatLine(entry, format);
}

std::string ParkedLine(const worker::ParkedTurn& turn, LogFormat format) {
  return FormatLine({"parked",
                     {{"worker", turn.worker},
                      {"why", turn.why},
                      {"threads", turn.threads},
                      {"heap_bytes", turn.heap_bytes}}},
                    format);
}

std::string ConsoleLine(const worker::LogLine& line, std::string_view text, LogFormat format) {
  LogEntry entry{"console", {{"worker", line.worker}}};
  AddWord(entry, "request", line.request_id);
  AddWord(entry, "level", line.level);
  entry.fields.emplace_back("text", LogEntry::Text{text});
  return FormatLine(entry, format);
}

}  // namespace host
