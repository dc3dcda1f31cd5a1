#include "src/http/request_line.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "src/http/token.h"

namespace http {
namespace {

// "HTTP/1.1" (RFC 9112, section 2.3): one digit each.
bool IsVersion(std::string_view text) {
  return text.size() == 8 && text.starts_with("HTTP/") && absl::ascii_isdigit(text[5]) &&
         text[6] == '.' && absl::ascii_isdigit(text[7]);
}

}  // namespace

std::optional<Refusal> ParseRequestLine(std::string_view text, size_t max_target_bytes,
                                        RequestLine* line) {
  const size_t after_method = text.find(' ');
  line->method = text.substr(0, after_method);
  if (!IsToken(line->method) || after_method == text.npos) {
    return Refusal{400, "the request line has no method; expected one like GET, then a space"};
  }
  text.remove_prefix(after_method + 1);
  const size_t after_target = text.find(' ');
  line->target = text.substr(0, after_target);
  if (line->target.size() > max_target_bytes) {
    return Refusal{414, absl::StrCat("the request's target has ", line->target.size(),
                                     " octets; expected at most ", max_target_bytes)};
  }
  if (line->target.empty() || after_target == text.npos ||
      !IsVersion(text.substr(after_target + 1))) {
    return Refusal{400,
                   "malformed request line; expected a method, a target and HTTP/1.1, with one "
                   "space between them"};
  }
  const std::string_view version = text.substr(after_target + 6);
  if (version != "1.1" && version != "1.0") {
    return Refusal{505, absl::StrCat("HTTP/", version, " is not served; expected HTTP/1.1")};
  }
  line->http_1_0 = version == "1.0";
  return std::nullopt;
}

}  // namespace http
