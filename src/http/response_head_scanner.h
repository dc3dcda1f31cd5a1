#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace http {

// Finds where the head of a response ends, line by line, and refuses what is too long, has other
// line ends than CR LF (RFC 9112, section 2.2) or does not begin with a status line (section 4)
// before anybody stores it.
class ResponseHeadScanner {
 public:
  struct Limits {
    size_t max_bytes;
    size_t max_fields;
  };
  enum class Result { kPartial, kComplete, kRefused };

  explicit ResponseHeadScanner(const Limits& limits) : limits_(limits) {}

  // `text`: all that has come since the last head, also what was scanned before. Of a partial head
  // it may come again at another place, and longer.
  Result Scan(std::string_view text);
  // Begins with another head.
  void Reset();

  // After kComplete: where the empty line after the fields ends, and what the status line says.
  size_t end() const { return next_line_; }
  size_t fields() const { return fields_; }
  int status() const { return status_; }
  bool http_1_0() const { return http_1_0_; }
  // After kRefused: what was found and expected, one line.
  const std::string& problem() const { return problem_; }

 private:
  Result Refuse(std::string problem);
  Result ScanStatusLine(std::string_view line);
  Result ScanPartial(std::string_view text);

  const Limits limits_;
  bool seen_status_line_ = false;
  size_t next_line_ = 0;
  size_t searched_ = 0;  // for LF
  size_t fields_ = 0;
  int status_ = 0;
  bool http_1_0_ = false;
  std::string problem_;
};

}  // namespace http
