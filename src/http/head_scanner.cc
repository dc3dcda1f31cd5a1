#include "src/http/head_scanner.h"

#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/http/token.h"

namespace http {
namespace {

// Of a request line without its target.
constexpr size_t kMaxLineRest = 64;

}  // namespace

HeadScanner::Result HeadScanner::Refuse(int status, std::string message) {
  refusal_ = {status, std::move(message)};
  return Result::kRefused;
}

void HeadScanner::Reset() { begin_ = first_line_size_ = next_line_ = searched_ = fields_ = 0; }

HeadScanner::Result HeadScanner::Scan(std::string_view text) {
  bool complete = false;
  while (!complete) {
    const void* found = std::memchr(text.data() + searched_, '\n', text.size() - searched_);
    if (found == nullptr) {
      searched_ = text.size();
      return ScanPartial(text);
    }
    searched_ = static_cast<size_t>(static_cast<const char*>(found) - text.data()) + 1;
    std::string_view line = text.substr(next_line_, searched_ - 1 - next_line_);
    if (!line.ends_with('\r')) return Refuse(400, "a line ends with LF; expected CR LF");
    line.remove_suffix(1);
    if (line.ends_with('\r')) return Refuse(400, "a line ends with CR CR LF; expected CR LF");
    const size_t line_begin = std::exchange(next_line_, searched_);
    if (first_line_size_ > 0) {
      complete = line.empty();
      if (!complete) ++fields_;
    } else if (line.empty()) {
      begin_ = next_line_;
    } else {
      begin_ = line_begin;
      if (ScanFirstLine(line) == Result::kRefused) return Result::kRefused;
    }
  }
  if (next_line_ > limits_.max_bytes) return ScanPartial(text);
  if (fields_ > limits_.max_fields) {
    return Refuse(431, absl::StrCat("the request has ", fields_,
                                    " header fields; expected at most ", limits_.max_fields));
  }
  if (line_.method.data() != text.data() + begin_) {
    // The text has moved since that line was seen.
    ParseRequestLine(text.substr(begin_, first_line_size_), limits_.max_target_bytes, &line_);
  }
  return Result::kComplete;
}

HeadScanner::Result HeadScanner::ScanFirstLine(std::string_view line) {
  first_line_size_ = line.size();
  std::optional<Refusal> refusal = ParseRequestLine(line, limits_.max_target_bytes, &line_);
  if (!refusal) return Result::kPartial;
  return Refuse(refusal->status, std::move(refusal->message));
}

HeadScanner::Result HeadScanner::ScanPartial(std::string_view text) {
  if (first_line_size_ == 0 && next_line_ < text.size()) {
    // What is no HTTP at all, such as TLS, is not waited for.
    const char first = text[next_line_];
    if (!IsTokenCharacter(first) && first != '\r') {
      return Refuse(400, "the request does not begin with a method");
    }
    if (text.size() - next_line_ > limits_.max_target_bytes + kMaxLineRest) {
      return Refuse(414, absl::StrCat("the request line has more than ", limits_.max_target_bytes,
                                      " octets; expected a shorter target"));
    }
  }
  if (text.size() <= limits_.max_bytes) return Result::kPartial;
  return Refuse(431, absl::StrCat("the request's head has more than ", limits_.max_bytes,
                                  " octets; expected a shorter one"));
}

}  // namespace http
