#include "src/http/response_encoder.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace http {
namespace {

using Body = ResponseFraming::Body;

// Fields that belong to the connection (RFC 9110, section 7.6.1).
bool IsFramingField(std::string_view name) {
  switch (name.empty() ? '\0' : name[0] | 0x20) {
    case 'c':
      return absl::EqualsIgnoreCase(name, "content-length") ||
             absl::EqualsIgnoreCase(name, "connection");
    case 't':
      return absl::EqualsIgnoreCase(name, "transfer-encoding");
    case 'k':
      return absl::EqualsIgnoreCase(name, "keep-alive");
    case 'p':
      return absl::EqualsIgnoreCase(name, "proxy-connection");
    case 'u':
      return absl::EqualsIgnoreCase(name, "upgrade");
    default:
      return false;
  }
}

bool IsUpgrade(std::string_view name) { return absl::EqualsIgnoreCase(name, "upgrade"); }

std::optional<uint64_t> AnnouncedLength(const ResponseHead& head) {
  const std::optional<std::string_view> field = head.headers.Get("content-length");
  uint64_t length = 0;
  // SimpleAtoi takes signs and blanks, which are no digits of a Content-Length.
  if (!field || field->empty() ||
      !std::all_of(field->begin(), field->end(), [](char c) { return c >= '0' && c <= '9'; }) ||
      !absl::SimpleAtoi(*field, &length)) {
    return std::nullopt;
  }
  return length;
}

// RFC 9112, section 4: text without controls.
bool IsReason(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 0x7f;
  });
}

void AppendStatusLine(const ResponseHead& head, std::string* out) {
  if (head.status == 200 && head.reason.empty()) {
    out->append("HTTP/1.1 200 OK\r\n");
    return;
  }
  const bool usual = head.reason.empty() || !IsReason(head.reason);
  const std::string_view reason = usual ? ReasonPhrase(head.status) : head.reason;
  absl::StrAppend(out, "HTTP/1.1 ", head.status, " ", reason, "\r\n");
}

void AppendField(std::string_view name, std::string_view value, std::string* out) {
  out->append(name).append(": ", 2).append(value).append("\r\n", 2);
}

}  // namespace

ResponseFraming FrameResponse(const ResponseHead& head, std::optional<uint64_t> length,
                              const AnsweredRequest& request) {
  if (head.status == 204 || head.status < 200) return {Body::kNone, std::nullopt};
  if (request.head_method || head.status == 304) {
    std::optional<uint64_t> announced = AnnouncedLength(head);
    if (!announced && request.head_method) announced = length;
    return {Body::kNone, announced};
  }
  if (head.status == 205) return {Body::kNone, 0};
  if (!length) length = AnnouncedLength(head);
  if (length) return {Body::kLength, length};
  return {request.http_1_0 ? Body::kUntilClose : Body::kChunked, std::nullopt};
}

void EncodeResponseHead(const ResponseHead& head, const ResponseFraming& framing,
                        const AnsweredRequest& request, std::string_view date, std::string* out) {
  AppendStatusLine(head, out);
  // RFC 9110, section 7.8: these two say what to.
  const bool upgrades = head.status == 101 || head.status == 426;
  bool has_upgrade = false;
  bool has_date = false;
  for (size_t i = 0; i < head.headers.size(); ++i) {
    const HeaderList::Field field = head.headers.at(i);
    if (IsFramingField(field.name) && !(upgrades && IsUpgrade(field.name))) continue;
    has_upgrade = has_upgrade || (upgrades && IsUpgrade(field.name));
    has_date = has_date || absl::EqualsIgnoreCase(field.name, "date");
    AppendField(field.name, field.value, out);
  }
  if (!has_date) AppendField("Date", date, out);
  if (framing.length) absl::StrAppend(out, "Content-Length: ", *framing.length, "\r\n");
  if (framing.body == Body::kChunked) out->append("Transfer-Encoding: chunked\r\n");
  if (has_upgrade && head.status == 101) {
    out->append("Connection: Upgrade\r\n");
    out->append("\r\n", 2);
    return;
  }
  if (has_upgrade) out->append("Connection: Upgrade\r\n");
  if (!request.keep_alive || framing.body == Body::kUntilClose) {
    out->append("Connection: close\r\n");
  } else if (request.http_1_0) {
    out->append("Connection: keep-alive\r\n");
  }
  out->append("\r\n", 2);
}

}  // namespace http
