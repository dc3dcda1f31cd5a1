#include "src/http/request_encoder.h"

#include <algorithm>
#include <span>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "src/http/token.h"

namespace http {
namespace {

constexpr std::string_view kConnectionFields[] = {
    "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
};

// What the client says itself. It never waits for 100 Continue (RFC 9110, section 10.1.1).
constexpr std::string_view kOwnFields[] = {"host", "content-length", "expect"};

bool IsOneOf(std::string_view name, std::span<const std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [name](std::string_view one) {
    return one.size() == name.size() && absl::EqualsIgnoreCase(one, name);
  });
}

bool ExpectsBody(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

}  // namespace

ConnectionFields::ConnectionFields(const HeaderList& headers) {
  for (size_t i = 0; i < headers.size(); ++i) {
    const HeaderList::Field field = headers.at(i);
    if (field.name.size() != 10 || !absl::EqualsIgnoreCase(field.name, "connection")) continue;
    for (std::string_view option : absl::StrSplit(field.value, ',')) {
      absl::StrAppend(&listed_, ",", absl::AsciiStrToLower(absl::StripAsciiWhitespace(option)),
                      ",");
    }
  }
}

bool ConnectionFields::Has(std::string_view name) const {
  if (IsOneOf(name, kConnectionFields)) return true;
  return !listed_.empty() &&
         absl::StrContains(listed_, absl::StrCat(",", absl::AsciiStrToLower(name), ","));
}

bool IsSentAsGiven(const ConnectionFields& connection, std::string_view name) {
  return !IsOneOf(name, kOwnFields) && !connection.Has(name);
}

RequestFraming FrameRequest(const RequestHead& head, bool has_body,
                            std::optional<uint64_t> length) {
  using Body = RequestFraming::Body;
  if (has_body) return {length ? Body::kLength : Body::kChunked, length.value_or(0)};
  return {ExpectsBody(head.method) ? Body::kLength : Body::kNone, 0};
}

bool IsEncodable(const RequestHead& head) {
  const auto breaks_line = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
  const auto breaks_target = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7f;
  };
  if (!IsToken(head.method) || head.target.empty() || head.authority.empty()) return false;
  if (std::any_of(head.target.begin(), head.target.end(), breaks_target)) return false;
  if (std::any_of(head.authority.begin(), head.authority.end(), breaks_target)) return false;
  for (size_t i = 0; i < head.headers.size(); ++i) {
    const HeaderList::Field field = head.headers.at(i);
    if (!IsToken(field.name)) return false;
    if (std::any_of(field.value.begin(), field.value.end(), breaks_line)) return false;
  }
  return true;
}

void EncodeRequestHead(const RequestHead& head, const RequestFraming& framing, std::string* out) {
  absl::StrAppend(out, head.method, " ", head.target, " HTTP/1.1\r\nHost: ", head.authority,
                  "\r\n");
  const ConnectionFields connection(head.headers);
  for (size_t i = 0; i < head.headers.size(); ++i) {
    const HeaderList::Field field = head.headers.at(i);
    if (!IsSentAsGiven(connection, field.name)) continue;
    absl::StrAppend(out, field.name, ": ", field.value, "\r\n");
  }
  if (framing.websocket) out->append("Connection: Upgrade\r\nUpgrade: websocket\r\n");
  using Body = RequestFraming::Body;
  if (framing.body == Body::kLength) {
    absl::StrAppend(out, "Content-Length: ", framing.length, "\r\n");
  } else if (framing.body == Body::kChunked) {
    out->append("Transfer-Encoding: chunked\r\n");
  }
  out->append("\r\n");
}

}  // namespace http
