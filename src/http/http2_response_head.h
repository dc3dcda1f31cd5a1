#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/http/message.h"

namespace http {

// Puts a response's head together from the fields of its header blocks (RFC 9113, section 8.3.2):
// interim responses, the response itself, and trailer fields, which are dropped. Whoever decodes
// the blocks has checked that they are well-formed: names, pseudo-fields, and no field of the
// connection.
class Http2ResponseHead {
 public:
  struct Limits {
    size_t max_bytes;  // as in SETTINGS_MAX_HEADER_LIST_SIZE: 32 more for each field
    size_t max_fields;
  };

  explicit Http2ResponseHead(const Limits& limits) : limits_(limits) {}

  // A header block begins.
  void Begin();
  // Each returns whether it may go on; if not, problem() says what was found and expected.
  bool Add(std::string_view name, std::string_view value);
  // The block is complete.
  bool End();

  // Whether the response's own head has come.
  bool complete() const { return complete_; }
  // The length that the body announces.
  std::optional<uint64_t> content_length() const { return content_length_; }
  // May be moved from.
  ResponseHead& head() { return head_; }
  const std::string& problem() const { return problem_; }

 private:
  const Limits limits_;
  ResponseHead head_;
  std::optional<uint64_t> content_length_;
  size_t bytes_ = 0;   // of this block
  size_t fields_ = 0;  // of this block
  int interim_ = 0;
  bool complete_ = false;
  std::string problem_;
};

}  // namespace http
