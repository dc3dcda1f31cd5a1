#include "tests/http/conversation.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/http/notation.h"

namespace http_test {
namespace {

constexpr std::string_view kFence = "```";
constexpr std::string_view kOpening = "```conversation";

// The steps that are a word.
constexpr std::pair<std::string_view, Step::Kind> kPlainSteps[] = {
    {"closed", Step::Kind::kClosed}, {"pause", Step::Kind::kPause},   {"end", Step::Kind::kEnd},
    {"reset", Step::Kind::kReset},   {"broken", Step::Kind::kBroken}, {"stall", Step::Kind::kStall},
    {"drain", Step::Kind::kDrain},
};

std::string Identifier(std::string_view heading) {
  std::string name;
  for (char c : heading) {
    bool plain = absl::ascii_isalnum(c);
    if (plain) name += c;
    if (!plain && !name.empty() && name.back() != '_') name += '_';
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  return name;
}

// Puts the steps of one line behind those before it; lines of octets join.
absl::Status AddLine(std::string_view line, int number, Conversation& conversation) {
  auto& steps = conversation.steps;
  if (line.starts_with('>') || line.starts_with('<')) {
    auto octets = Octets(line.substr(line.starts_with("> ") || line.starts_with("< ") ? 2 : 1));
    if (!octets.ok()) return octets.status();
    auto kind = line[0] == '>' ? Step::Kind::kSend : Step::Kind::kExpect;
    if (steps.empty() || steps.back().kind != kind) steps.push_back({kind, number, "", 0});
    steps.back().text += *octets;
    return absl::OkStatus();
  }
  if (line.starts_with("* ")) {
    steps.push_back({Step::Kind::kEvent, number, std::string(line.substr(2)), 0});
    return absl::OkStatus();
  }
  for (auto [name, kind] : kPlainSteps) {
    if (line != name) continue;
    steps.push_back({kind, number, "", 0});
    return absl::OkStatus();
  }
  auto [word, rest] =
      std::pair<std::string_view, std::string_view>(absl::StrSplit(line, absl::MaxSplits(' ', 1)));
  int value = 0;
  bool counts = absl::SimpleAtoi(rest, &value);
  if (counts && (word == "refused" || word == "handled")) {
    auto kind = word == "refused" ? Step::Kind::kRefused : Step::Kind::kHandled;
    steps.push_back({kind, number, "", value});
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("found \"", line, "\"; expected a line that begins with >, < or *, or closed, ",
                   "refused STATUS, handled COUNT, pause, end, reset, broken, stall or drain"));
}

absl::Status AddOptions(std::string_view words, Conversation& conversation) {
  for (std::string_view word : absl::StrSplit(words, ' ', absl::SkipEmpty())) {
    std::pair<std::string, std::string_view> pair = absl::StrSplit(word, '=');
    int64_t value = 0;
    if (!absl::SimpleAtoi(pair.second, &value)) {
      return absl::InvalidArgumentError(
          absl::StrCat("found \"", word, "\"; expected OPTION=NUMBER"));
    }
    conversation.options[pair.first] = value;
  }
  return absl::OkStatus();
}

// Reads a file line by line.
class Reader {
 public:
  absl::Status Add(std::string_view line, int number) {
    if (open_) return Inside(line, number);
    if (line.starts_with("#")) {
      heading_ = Identifier(line);
      blocks_ = 0;
    }
    if (!line.starts_with(kOpening)) return absl::OkStatus();
    open_ = true;
    std::string suffix = ++blocks_ == 1 ? "" : absl::StrCat("_", blocks_);
    found_.push_back({absl::StrCat(heading_, suffix), number, {}, {}});
    return AddOptions(line.substr(kOpening.size()), found_.back());
  }

  bool open() const { return open_; }
  std::vector<Conversation> Take() { return std::move(found_); }

 private:
  absl::Status Inside(std::string_view line, int number) {
    if (line == kFence) {
      open_ = false;
      if (!found_.back().steps.empty()) return absl::OkStatus();
      return absl::InvalidArgumentError("the conversation is empty; expected steps");
    }
    return line.empty() ? absl::OkStatus() : AddLine(line, number, found_.back());
  }

  std::vector<Conversation> found_;
  std::string heading_;
  int blocks_ = 0;
  bool open_ = false;
};

}  // namespace

int Conversation::ExpectedRequests() const {
  std::string expected;
  std::optional<int> said;
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::kExpect) expected += step.text;
    if (step.kind == Step::Kind::kHandled) said = step.number;
  }
  return said.value_or(CountFinalResponses(expected));
}

std::string Conversation::Sent() const {
  std::string sent;
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::kSend) sent += step.text;
  }
  return sent;
}

absl::StatusOr<std::vector<Conversation>> ParseConversations(std::string_view file,
                                                             std::string_view markdown) {
  Reader reader;
  int number = 0;
  for (std::string_view line : absl::StrSplit(markdown, '\n')) {
    ++number;
    if (absl::Status status = reader.Add(line, number); !status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(file, ":", number, ": ", status.message()));
    }
  }
  if (reader.open()) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ":", number, ": the last conversation is not closed; expected ```"));
  }
  return reader.Take();
}

int CountFinalResponses(std::string_view octets) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  int count = 0;
  for (size_t at = octets.find(kVersion); at != octets.npos; at = octets.find(kVersion, at + 1)) {
    const std::string_view status = octets.substr(at + kVersion.size(), 3);
    // 101 is the last answer in HTTP.
    if (status == "101" || (status >= "2" && status < "6")) ++count;
  }
  return count;
}

}  // namespace http_test
