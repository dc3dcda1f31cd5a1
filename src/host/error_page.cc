#include "src/host/error_page.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "src/host/failure_answer.h"

namespace host {
namespace {

constexpr size_t kShownColumns = 160;
constexpr size_t kCaretsPlace = 80;

struct Frame {
  std::string_view file;
  int line = 0;
  int column = 0;
};

// Reads "    at name (file:1:2)" or "    at file:1:2".
std::optional<Frame> ReadFrame(std::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (!absl::ConsumePrefix(&text, "at ")) return std::nullopt;
  if (absl::ConsumeSuffix(&text, ")")) {
    const size_t open = text.rfind('(');
    if (open == text.npos) return std::nullopt;
    text.remove_prefix(open + 1);
  }
  const size_t second = text.rfind(':');
  if (second == text.npos || second == 0) return std::nullopt;
  const size_t first = text.rfind(':', second - 1);
  Frame frame;
  if (first == text.npos || !absl::SimpleAtoi(text.substr(second + 1), &frame.column) ||
      !absl::SimpleAtoi(text.substr(first + 1, second - first - 1), &frame.line)) {
    return std::nullopt;
  }
  frame.file = text.substr(0, first);
  return frame;
}

// Where a frame's code came from, if its module was bundled.
std::optional<SourcePlace> FindSource(const Frame& frame, const SourceMaps* maps) {
  if (maps == nullptr) return std::nullopt;
  const auto found = maps->find(frame.file);
  if (found == maps->end()) return std::nullopt;
  return found->second.Find(frame.line, frame.column);
}

// The `number`-th line of `text`, from 1; empty when there is none.
std::string_view LineOf(std::string_view text, int number) {
  for (; number > 1; --number) {
    const size_t end = text.find('\n');
    if (end == text.npos) return "";
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  absl::ConsumeSuffix(&text, "\r");
  return text;
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// A line of source with a caret below the column, cut around it when it is long.
struct Excerpt {
  std::string line;
  std::string caret;
};

Excerpt Cut(const ErrorReport& report) {
  std::string_view line = report.source_line;
  size_t caret = std::min<size_t>(report.column > 0 ? report.column - 1 : 0, line.size());
  if (line.size() > kShownColumns) {
    size_t begin = caret > kCaretsPlace ? caret - kCaretsPlace : 0;
    while (begin > 0 && IsContinuation(line[begin])) --begin;
    size_t end = std::min(line.size(), begin + kShownColumns);
    while (end < line.size() && IsContinuation(line[end])) ++end;
    line = line.substr(begin, end - begin);
    caret -= begin;
  }
  Excerpt excerpt{std::string(line), ""};
  // Tabs stay tabs, so that the caret stands below its character.
  for (char c : line.substr(0, caret)) excerpt.caret += c == '\t' ? '\t' : ' ';
  excerpt.caret += '^';
  return excerpt;
}

// A line near the one of the excerpt, which is whole only where that is.
std::string_view CutNearby(std::string_view line, const ErrorReport& report) {
  if (report.source_line.size() > kShownColumns) return "";
  if (line.size() <= kShownColumns) return line;
  size_t end = kShownColumns;
  while (end > 0 && IsContinuation(line[end])) --end;
  return line.substr(0, end);
}

// The stack's frames, without the message that it begins with and without those of Atoll itself,
// and the messages of its causes.
std::string Frames(const ErrorReport& report) {
  std::string frames;
  for (std::string_view line : absl::StrSplit(report.stack, '\n')) {
    if (!absl::StartsWith(absl::StripLeadingAsciiWhitespace(line), "at ") &&
        !absl::StartsWith(line, "Caused by: ")) {
      continue;
    }
    if (absl::StrContains(line, "atoll:js-api/")) continue;
    absl::StrAppend(&frames, frames.empty() ? "" : "\n", line);
  }
  return frames;
}

bool TakesHtml(const http::RequestHead& request) {
  const auto accept = request.headers.Get("accept");
  return accept.has_value() && absl::StrContainsIgnoreCase(*accept, "text/html");
}

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#fff;color:#1b1f24}"
    "main{max-width:60rem;margin:0 auto;padding:3rem 1.5rem}"
    "h1{font-size:1rem;margin:0;color:#b42318;text-transform:uppercase;letter-spacing:.05em}"
    "h2{font-size:1.4rem;margin:.4rem 0 1.5rem;white-space:pre-wrap;overflow-wrap:anywhere}"
    "pre{background:#f5f6f8;border-left:4px solid #b42318;padding:1rem;overflow:auto;"
    "font:14px/1.5 ui-monospace,monospace}pre.stack{border-color:#c4c9d1}"
    "b{color:#b42318}footer{color:#667085;font-size:.85rem}"
    "@media(prefers-color-scheme:dark){body{background:#16181d;color:#e6e8ec}"
    "pre{background:#21242b}h1,b{color:#ff8a7a}}";

// The failure's message; where a limit ended the request, the limit's sentence goes first.
std::string MessageOf(const worker::Failure& failure) {
  const std::string_view limit = LimitSentence(failure);
  if (absl::StrContains(failure.message, limit)) return failure.message;
  return absl::StrCat(limit, failure.message.empty() ? "" : " ", failure.message);
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

ErrorReport ReportFailure(const worker::Failure& failure, const engine::ModuleGraph* graph,
                          const SourceMaps* maps) {
  ErrorReport report;
  report.heading = failure.outcome == worker::Outcome::kException
                       ? "Uncaught exception"
                       : absl::StrCat("The request failed: ", OutcomeName(failure.outcome));
  report.message = MessageOf(failure);
  report.stack = maps != nullptr ? MapPlaces(failure.stack, *maps) : failure.stack;
  report.request_id = failure.request_id;
  if (graph == nullptr) return report;
  for (std::string_view line : absl::StrSplit(failure.stack, '\n')) {
    const std::optional<Frame> frame = ReadFrame(line);
    const engine::ModuleSource* module = frame ? graph->Find(frame->file) : nullptr;
    if (module == nullptr) continue;
    if (const auto place = FindSource(*frame, maps)) {
      report.file = place->file;
      report.line = place->line;
      report.column = place->column;
      report.source_line = place->source_line;
      report.nearby = place->nearby;
      break;
    }
    report.file = std::string(frame->file);
    report.line = frame->line;
    report.column = frame->column;
    report.source_line = std::string(LineOf(module->contents.view(), frame->line));
    report.nearby = LinesAround(module->contents.view(), frame->line);
    break;
  }
  return report;
}

std::string PlaceOf(const ErrorReport& report) {
  if (report.file.empty() || report.line <= 0) return report.file;
  return absl::StrCat(report.file, ":", report.line, ":", report.column);
}

std::string RenderHtml(const ErrorReport& report) {
  std::string page =
      absl::StrCat("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>",
                   EscapeHtml(report.heading),
                   "</title><meta name=\"viewport\" content=\"width=device-width\"><style>", kStyle,
                   "</style></head>\n<body><main><h1>", EscapeHtml(report.heading), "</h1>\n<h2>",
                   EscapeHtml(report.message), "</h2>\n");
  if (!report.file.empty()) {
    absl::StrAppend(&page, "<p><code>", EscapeHtml(PlaceOf(report)), "</code></p>\n");
  }
  if (!report.source_line.empty()) {
    const Excerpt excerpt = Cut(report);
    page += "<pre>";
    for (const std::string& line : report.nearby.before) {
      absl::StrAppend(&page, EscapeHtml(CutNearby(line, report)), "\n");
    }
    absl::StrAppend(&page, EscapeHtml(excerpt.line), "\n<b>", excerpt.caret, "</b>");
    for (const std::string& line : report.nearby.after) {
      absl::StrAppend(&page, "\n", EscapeHtml(CutNearby(line, report)));
    }
    page += "</pre>\n";
  }
  if (std::string frames = Frames(report); !frames.empty()) {
    absl::StrAppend(&page, "<pre class=\"stack\">", EscapeHtml(frames), "</pre>\n");
  }
  if (!report.request.empty()) {
    absl::StrAppend(&page, "<p>Request: <code>", EscapeHtml(report.request), "</code></p>\n");
  }
  absl::StrAppend(&page, "<footer>Atoll");
  if (!report.request_id.empty()) {
    absl::StrAppend(&page, " &middot; request ", EscapeHtml(report.request_id));
  }
  return page + "</footer></main></body></html>\n";
}

std::string RenderText(const ErrorReport& report, const Console* colours) {
  auto paint = [colours](std::string_view colour, std::string_view text) {
    return colours != nullptr ? colours->Paint(colour, text) : std::string(text);
  };
  std::string text =
      absl::StrCat(paint("31", report.heading), ": ", paint("1", report.message), "\n");
  if (!report.file.empty()) absl::StrAppend(&text, "  ", PlaceOf(report), "\n");
  if (!report.source_line.empty()) {
    const Excerpt excerpt = Cut(report);
    for (const std::string& line : report.nearby.before) {
      absl::StrAppend(&text, "    ", paint("2", CutNearby(line, report)), "\n");
    }
    absl::StrAppend(&text, "    ", excerpt.line, "\n    ", paint("31", excerpt.caret), "\n");
    for (const std::string& line : report.nearby.after) {
      absl::StrAppend(&text, "    ", paint("2", CutNearby(line, report)), "\n");
    }
  }
  if (std::string frames = Frames(report); !frames.empty()) {
    absl::StrAppend(&text, paint("2", frames), "\n");
  }
  return text;
}

http::ResponseHead ErrorResponse(const ErrorReport& report, int status,
                                 const http::RequestHead& request, std::string* body) {
  const bool html = TakesHtml(request);
  http::ResponseHead head;
  head.status = status;
  head.headers.Add("content-type", html ? "text/html;charset=UTF-8" : "text/plain;charset=UTF-8");
  head.headers.Add("cache-control", "no-store");
  *body = html ? RenderHtml(report) : RenderText(report);
  if (!html && !report.request_id.empty()) {
    absl::StrAppend(body, "Request ID: ", report.request_id, "\n");
  }
  return head;
}

}  // namespace host
