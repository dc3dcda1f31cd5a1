#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "src/http/refusal.h"
#include "src/http/request_line.h"

namespace http {

// Finds where the head of a request ends, line by line, and refuses what is too long or has other
// line ends than CR LF (RFC 9112, section 2.2) before anybody stores it.
class HeadScanner {
 public:
  struct Limits {
    size_t max_bytes;
    size_t max_fields;
    size_t max_target_bytes;
  };
  enum class Result { kPartial, kComplete, kRefused };

  explicit HeadScanner(const Limits& limits) : limits_(limits) {}

  // `text`: all that has come since the last head, also what was scanned before. Of a partial head
  // it may come again at another place, and longer.
  Result Scan(std::string_view text);
  // Begins with another head.
  void Reset();

  // After kComplete: where the request line begins, after empty lines that are ignored, and where
  // the empty line after the fields ends.
  size_t begin() const { return begin_; }
  size_t end() const { return next_line_; }
  size_t fields() const { return fields_; }
  // Refers to the text of the last Scan.
  const RequestLine& request_line() const { return line_; }
  // After kRefused.
  const Refusal& refusal() const { return refusal_; }

 private:
  Result Refuse(int status, std::string message);
  Result ScanFirstLine(std::string_view line);
  Result ScanPartial(std::string_view text);

  const Limits limits_;
  size_t begin_ = 0;
  size_t first_line_size_ = 0;  // 0: not seen yet
  size_t next_line_ = 0;
  size_t searched_ = 0;  // for LF
  size_t fields_ = 0;
  RequestLine line_;
  Refusal refusal_;
};

}  // namespace http
