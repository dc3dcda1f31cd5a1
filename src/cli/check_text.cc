#include "src/cli/check_text.h"

#include <filesystem>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "nlohmann/json.hpp"
#include "src/host/bindings_table.h"
#include "src/host/console.h"
#include "src/host/files.h"
#include "src/host/limit_keys.h"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMaxConfigBytes = size_t{1} << 20;
constexpr size_t kMostOfALine = 200;

// Whether a file is one whose lines may be shown: a configuration holds no secrets.
bool IsConfiguration(std::string_view file) {
  return file.ends_with(".json") || file.ends_with(".jsonc") || file.ends_with(".toml");
}

std::string LineOf(const std::string& file, int number) {
  const absl::StatusOr<std::string> text = host::ReadFile(file, file, kMaxConfigBytes);
  if (!text.ok()) return "";
  const std::vector<std::string_view> lines = absl::StrSplit(*text, '\n');
  if (number < 1 || static_cast<size_t>(number) > lines.size()) return "";
  return std::string(absl::StripSuffix(lines[number - 1], "\r"));
}

// Takes ":NUMBER" from the end of a text.
bool TakeNumber(std::string_view& text, int* number) {
  const size_t colon = text.rfind(':');
  if (colon == text.npos || !absl::SimpleAtoi(text.substr(colon + 1), number)) return false;
  text = text.substr(0, colon);
  return true;
}

std::string SizeText(size_t octets) {
  if (octets < 1'000) return absl::StrCat(octets, " B");
  const bool small = octets < 1'000'000;
  const double number = static_cast<double>(octets) / (small ? 1e3 : 1e6);
  return absl::StrCat(absl::SixDigits(static_cast<double>(static_cast<int64_t>(number * 10)) / 10),
                      small ? " KB" : " MB");
}

void AddLine(std::string_view name, std::string_view value, std::string& text) {
  absl::StrAppend(&text, "  ", name, std::string(15 - name.size(), ' '), host::OneLine(value),
                  "\n");
}

std::string LimitsText(const worker::Limits& limits) {
  std::string text;
  for (const host::LimitKey& key : host::LimitKeys()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", key.name, " ", key.get(limits));
  }
  return text;
}

Json BindingsJson(const host::Project& project) {
  Json list = Json::array();
  for (const host::BindingRow& row : host::BindingRows(project)) {
    Json binding = {{"name", row.name}, {"kind", row.kind}, {"supported", row.supported}};
    if (!row.resource.empty()) binding["resource"] = row.resource;
    list.push_back(std::move(binding));
  }
  return list;
}

void AddProject(const host::Project& project, Json& json) {
  json["name"] = project.spec.name;
  json["root"] = project.root.string();
  json["configuration"] = project.config;
  json["environment"] = project.environment;
  json["main"] = project.spec.main;
  json["compatibility_date"] = project.spec.compatibility_date;
  json["compatibility_flags"] = project.spec.compatibility_flags;
  json["bindings"] = BindingsJson(project);
  json["crons"] = project.spec.crons;
  Json limits = Json::object();
  for (const host::LimitKey& key : host::LimitKeys()) {
    limits[std::string(key.name)] = key.get(project.spec.limits);
  }
  json["limits"] = std::move(limits);
}

Json ErrorJson(const CheckError& error) {
  Json json = {{"message", error.message}};
  if (!error.file.empty()) json["file"] = error.file;
  if (error.line > 0) json["line"] = error.line;
  if (error.line > 0) json["column"] = error.column;
  if (!error.source_line.empty()) json["source"] = error.source_line;
  return json;
}

}  // namespace

CheckError ReadError(std::string_view message) {
  CheckError error;
  error.message = message;
  const size_t end = message.find(": ");
  if (end == message.npos) return error;
  std::string_view place = message.substr(0, end);
  int column = 0;
  int line = 0;
  if (!TakeNumber(place, &column) || !TakeNumber(place, &line)) return error;
  error.file = place;
  error.line = line;
  error.column = column;
  error.message = message.substr(end + 2);
  if (IsConfiguration(place)) error.source_line = LineOf(error.file, line);
  return error;
}

CheckError ReadError(const engine::Exception& exception) {
  return {exception.message, exception.file, exception.line, exception.column,
          exception.source_line};
}

std::string ErrorText(const CheckError& error) {
  std::string text;
  if (!error.file.empty()) absl::StrAppend(&text, error.file, ":");
  if (error.line > 0) absl::StrAppend(&text, error.line, ":", error.column, ":");
  absl::StrAppend(&text, text.empty() ? "" : " ", error.message, "\n");
  const auto column = static_cast<size_t>(error.column);
  if (error.source_line.empty() || error.source_line.size() > kMostOfALine) return text;
  // A tab is one column, as the caret counts.
  const std::string line = absl::StrReplaceAll(error.source_line, {{"\t", " "}});
  absl::StrAppend(&text, "    ", host::OneLine(line), "\n");
  if (column > 0 && column <= error.source_line.size() + 1) {
    absl::StrAppend(&text, "    ", std::string(column - 1, ' '), "^\n");
  }
  return text;
}

std::string CheckText(const CheckedWorker& worker) {
  if (!worker.project.has_value()) return "";
  const host::Project& project = *worker.project;
  std::string text = absl::StrCat(project.spec.name, "\n");
  AddLine("main", worker.main.empty() ? project.spec.main : worker.main, text);
  if (worker.modules > 0) {
    AddLine("modules", absl::StrCat(worker.modules, ", ", SizeText(worker.module_bytes)), text);
  }
  AddLine("configuration", project.config.empty() ? "none" : project.config, text);
  if (!project.environment.empty()) AddLine("environment", project.environment, text);
  AddLine("compatibility",
          absl::StrCat(
              project.spec.compatibility_date.empty() ? "today" : project.spec.compatibility_date,
              project.spec.compatibility_flags.empty() ? "" : ", ",
              absl::StrJoin(project.spec.compatibility_flags, ", ")),
          text);
  for (const std::string& cron : project.spec.crons) AddLine("cron", cron, text);
  AddLine("limits", LimitsText(project.spec.limits), text);
  const std::vector<host::BindingRow> rows = host::BindingRows(project);
  if (rows.empty()) AddLine("bindings", "none", text);
  absl::StrAppend(&text, host::BindingsTable(rows, "  "));
  return text;
}

std::string CheckJson(const std::vector<CheckedWorker>& workers) {
  bool ok = true;
  Json list = Json::array();
  for (const CheckedWorker& worker : workers) {
    Json json = {{"ok", !worker.error.has_value()}};
    ok = ok && !worker.error.has_value();
    if (worker.project.has_value()) AddProject(*worker.project, json);
    if (worker.modules > 0) {
      json["modules"] = {{"count", worker.modules}, {"bytes", worker.module_bytes}};
    }
    json["warnings"] = worker.warnings;
    json["errors"] = Json::array();
    if (worker.error.has_value()) json["errors"].push_back(ErrorJson(*worker.error));
    list.push_back(std::move(json));
  }
  const Json all = {{"ok", ok}, {"workers", std::move(list)}};
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cli
