#include "src/http/http2_response_head.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace http {
namespace {

// What RFC 9113, section 6.5.2, counts for a field besides its octets.
constexpr size_t kFieldOverhead = 32;
constexpr int kMaxInterim = 32;

}  // namespace

void Http2ResponseHead::Begin() {
  bytes_ = fields_ = 0;
  if (!complete_) head_ = ResponseHead();
}

bool Http2ResponseHead::Add(std::string_view name, std::string_view value) {
  bytes_ += name.size() + value.size() + kFieldOverhead;
  if (bytes_ > limits_.max_bytes) {
    problem_ = absl::StrCat("the response's head has more than ", limits_.max_bytes,
                            " octets; expected a shorter one");
    return false;
  }
  if (name == ":status") {
    if (complete_) return true;
    if (absl::SimpleAtoi(value, &head_.status) && head_.status >= 100 && head_.status <= 599) {
      return true;
    }
    problem_ = absl::StrCat("the status is ", head_.status, "; expected 100 to 599");
    return false;
  }
  if (++fields_ > limits_.max_fields) {
    problem_ = absl::StrCat("the response has more than ", limits_.max_fields,
                            " header fields; expected fewer");
    return false;
  }
  if (complete_) return true;
  value = absl::StripAsciiWhitespace(value);
  uint64_t length = 0;
  if (name == "content-length" && absl::SimpleAtoi(value, &length)) content_length_ = length;
  head_.headers.Add(name, value);
  return true;
}

bool Http2ResponseHead::End() {
  if (complete_) return true;
  complete_ = head_.status >= 200;
  if (complete_) return true;
  content_length_.reset();
  if (++interim_ <= kMaxInterim) return true;
  problem_ = absl::StrCat("the server sends more than ", kMaxInterim, " interim responses");
  return false;
}

}  // namespace http
