#include "src/http/response_head_scanner.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace http {
namespace {

constexpr std::string_view kProtocol = "HTTP/1.";

bool IsReasonCharacter(char c) {
  return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != 0x7f);
}

}  // namespace

ResponseHeadScanner::Result ResponseHeadScanner::Refuse(std::string problem) {
  problem_ = std::move(problem);
  return Result::kRefused;
}

void ResponseHeadScanner::Reset() {
  next_line_ = searched_ = fields_ = 0;
  seen_status_line_ = false;
}

ResponseHeadScanner::Result ResponseHeadScanner::Scan(std::string_view text) {
  bool complete = false;
  while (!complete) {
    const void* found = std::memchr(text.data() + searched_, '\n', text.size() - searched_);
    if (found == nullptr) {
      searched_ = text.size();
      return ScanPartial(text);
    }
    searched_ = static_cast<size_t>(static_cast<const char*>(found) - text.data()) + 1;
    std::string_view line = text.substr(next_line_, searched_ - 1 - next_line_);
    if (!line.ends_with('\r')) return Refuse("a line ends with LF; expected CR LF");
    line.remove_suffix(1);
    next_line_ = searched_;
    if (!seen_status_line_) {
      if (ScanStatusLine(line) == Result::kRefused) return Result::kRefused;
    } else {
      complete = line.empty();
      if (!complete) ++fields_;
    }
  }
  if (next_line_ > limits_.max_bytes) return ScanPartial(text);
  if (fields_ > limits_.max_fields) {
    return Refuse(absl::StrCat("the response has ", fields_, " header fields; expected at most ",
                               limits_.max_fields));
  }
  return Result::kComplete;
}

ResponseHeadScanner::Result ResponseHeadScanner::ScanStatusLine(std::string_view line) {
  seen_status_line_ = true;
  const bool digits = line.size() >= 12 && line.starts_with(kProtocol) &&
                      (line[7] == '0' || line[7] == '1') && line[8] == ' ' &&
                      absl::ascii_isdigit(line[9]) && absl::ascii_isdigit(line[10]) &&
                      absl::ascii_isdigit(line[11]);
  const std::string_view rest = digits ? line.substr(12) : std::string_view();
  if (!digits || (!rest.empty() && rest[0] != ' ') ||
      !std::all_of(rest.begin(), rest.end(), IsReasonCharacter)) {
    return Refuse("malformed status line; expected one like HTTP/1.1 200 OK");
  }
  http_1_0_ = line[7] == '0';
  status_ = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  if (status_ < 100 || status_ > 599) {
    return Refuse(absl::StrCat("the status is ", status_, "; expected 100 to 599"));
  }
  return Result::kComplete;
}

ResponseHeadScanner::Result ResponseHeadScanner::ScanPartial(std::string_view text) {
  if (!seen_status_line_) {
    // What is no HTTP/1 at all is not waited for.
    const std::string_view begin = text.substr(next_line_, kProtocol.size());
    if (begin != kProtocol.substr(0, begin.size())) {
      return Refuse("what came is no HTTP/1.1 response");
    }
  }
  if (text.size() <= limits_.max_bytes) return Result::kPartial;
  return Refuse(absl::StrCat("the response's head has more than ", limits_.max_bytes,
                             " octets; expected a shorter one"));
}

}  // namespace http
