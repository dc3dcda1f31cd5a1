#include "tests/http/notation.h"

#include <cstdio>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace http_test {
namespace {

constexpr size_t kMostOctets = 64 << 20;
// The least run of one octet that is shown as a repetition.
constexpr size_t kLongRun = 40;

absl::Status Unknown(std::string_view found) {
  return absl::InvalidArgumentError(absl::StrCat("found \"", found.substr(0, 20),
                                                 "\"; expected \\r, \\n, \\t, \\0, \\\\, \\xHH or ",
                                                 "\\{COUNT|TEXT}"));
}

// Where the repetition ends that `text` is inside of; repetitions may hold others.
size_t ClosingBrace(std::string_view text) {
  int depth = 1;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '}' && --depth == 0) return i;
    if (text.substr(i).starts_with("\\{")) ++depth;
    if (text[i] == '\\') ++i;
  }
  return text.npos;
}

// Reads the escape that `rest` begins with, and cuts it off.
absl::Status Escape(std::string_view& rest, std::string& octets) {
  std::string_view whole = rest;
  char kind = rest.size() > 1 ? rest[1] : ' ';
  rest.remove_prefix(2);
  if (kind == 'r') octets += '\r';
  if (kind == 'n') octets += '\n';
  if (kind == 't') octets += '\t';
  if (kind == '0') octets += '\0';
  if (kind == '\\') octets += '\\';
  if (std::string_view("rnt0\\").find(kind) != std::string_view::npos) return absl::OkStatus();
  if (kind == 'x') {
    int value = 0;
    if (rest.size() < 2 || !absl::SimpleHexAtoi(rest.substr(0, 2), &value)) return Unknown(whole);
    rest.remove_prefix(2);
    octets += static_cast<char>(value);
    return absl::OkStatus();
  }
  size_t bar = rest.find('|');
  size_t brace = ClosingBrace(rest);
  size_t count = 0;
  if (kind != '{' || bar == rest.npos || brace == rest.npos || brace < bar ||
      !absl::SimpleAtoi(rest.substr(0, bar), &count)) {
    return Unknown(whole);
  }
  auto unit = Octets(absl::StrCat(rest.substr(bar + 1, brace - bar - 1), "\\"));
  if (!unit.ok()) return unit.status();
  if (count * unit->size() > kMostOctets) return Unknown(whole);
  for (size_t i = 0; i < count; ++i) octets += *unit;
  rest.remove_prefix(brace + 1);
  return absl::OkStatus();
}

std::string Shown(char c) {
  if (c == '\r') return "\\r";
  if (c == '\n') return "\\n";
  if (c == '\t') return "\\t";
  if (c == '\0') return "\\0";
  if (c == '\\') return "\\\\";
  if (absl::ascii_isprint(c)) return std::string(1, c);
  char text[8];
  std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned char>(c));
  return text;
}

std::string ShownLine(std::string_view line) {
  std::string text;
  for (size_t i = 0; i < line.size();) {
    size_t end = std::min(line.find_first_not_of(line[i], i), line.size());
    if (end - i >= kLongRun) {
      absl::StrAppend(&text, "\\{", end - i, "|", Shown(line[i]), "}");
      i = end;
    } else {
      text += Shown(line[i++]);
    }
  }
  return text;
}

}  // namespace

absl::StatusOr<std::string> Octets(std::string_view line) {
  std::string octets;
  while (!line.empty()) {
    if (line == "\\") return octets;
    if (line[0] != '\\') {
      octets += line[0];
      line.remove_prefix(1);
    } else if (absl::Status status = Escape(line, octets); !status.ok()) {
      return status;
    }
  }
  return octets + "\r\n";
}

std::string InNotation(std::string_view octets, std::string_view prefix) {
  std::string text;
  while (!octets.empty()) {
    size_t end = octets.find("\r\n");
    bool whole = end != octets.npos;
    absl::StrAppend(&text, prefix, ShownLine(octets.substr(0, end)), whole ? "\n" : "\\\n");
    octets.remove_prefix(whole ? end + 2 : octets.size());
  }
  return text;
}

}  // namespace http_test
