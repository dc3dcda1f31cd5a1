#include "src/host/own_host.h"

#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace host {
namespace {

// The host of "host:port", "[::1]:port" or a host alone.
std::string_view HostOf(std::string_view authority) {
  if (absl::StartsWith(authority, "[")) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

}  // namespace

bool IsOwnAuthority(std::string_view authority, std::string_view address) {
  const std::string host = absl::AsciiStrToLower(HostOf(authority));
  if (host == "localhost" || host == "127.0.0.1" || host == "[::1]") return true;
  if (absl::EndsWith(host, ".localhost")) return true;
  return !address.empty() && (absl::EqualsIgnoreCase(host, address) ||
                              absl::EqualsIgnoreCase(host, absl::StrCat("[", address, "]")));
}

bool IsOwnOrigin(std::string_view origin, std::string_view address) {
  return (absl::ConsumePrefix(&origin, "http://") || absl::ConsumePrefix(&origin, "https://")) &&
         IsOwnAuthority(origin, address);
}

bool IsForOwnHost(const http::RequestHead& head, std::string_view address) {
  if (!IsOwnAuthority(head.authority, address)) return false;
  const std::optional<std::string_view> origin = head.headers.Get("origin");
  return !origin || IsOwnOrigin(*origin, address);
}

}  // namespace host
