#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/http/client.h"

namespace http {

absl::Status SetUrl(std::string_view url, ClientRequest* request) {
  std::string_view rest = url;
  if (absl::ConsumePrefix(&rest, "http://")) {
    request->head.scheme = "http";
    request->port = 80;
  } else if (absl::ConsumePrefix(&rest, "https://")) {
    request->head.scheme = "https";
    request->port = 443;
  } else {
    return absl::InvalidArgumentError("the URL is none of http: or https:");
  }
  rest = rest.substr(0, rest.find('#'));
  const size_t target_at = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view authority = rest.substr(0, target_at);
  const std::string_view target = rest.substr(target_at);
  std::string_view host = authority;
  const size_t colon = authority.rfind(':');
  if (colon != authority.npos && authority.find(']', colon) == authority.npos) {
    uint32_t port = 0;
    if (!absl::SimpleAtoi(authority.substr(colon + 1), &port) || port == 0 || port > 65535) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the URL has the port ", authority.substr(colon + 1), "; expected one from 1 to 65535"));
    }
    request->port = static_cast<uint16_t>(port);
    host = authority.substr(0, colon);
  }
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  if (host.empty() || authority.find('@') != authority.npos) {
    return absl::InvalidArgumentError("the URL has no host, or has credentials");
  }
  request->host = absl::AsciiStrToLower(host);
  request->head.authority = authority;
  request->head.target = target.starts_with('/') ? std::string(target) : absl::StrCat("/", target);
  return absl::OkStatus();
}

}  // namespace http
