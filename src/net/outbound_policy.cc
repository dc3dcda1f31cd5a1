#include "src/net/outbound_policy.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace net {
namespace {

bool IsHostName(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.find("..") == text.npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' ||
                  c == '_';
         });
}

// The final dot of an absolute name (RFC 1034, section 3.1) makes no other host of it.
std::string_view WithoutFinalDot(std::string_view host) {
  absl::ConsumeSuffix(&host, ".");
  return host;
}

bool Matches(std::string_view host, std::string_view pattern) {
  if (!absl::ConsumePrefix(&pattern, "*")) return host == pattern;
  return host.size() > pattern.size() && host.ends_with(pattern);
}

absl::Status NotAllowed(std::string_view host, std::string_view why) {
  return absl::PermissionDeniedError(
      absl::StrCat("connections to ", host, " are not allowed", why));
}

}  // namespace

absl::Status HostList::Add(std::string_view entry) {
  if (const std::optional<Cidr> cidr = Cidr::Parse(entry)) {
    addresses.push_back(*cidr);
    return absl::OkStatus();
  }
  std::string_view name = entry;
  absl::ConsumePrefix(&name, "*.");
  const bool looks_like_address = entry.find_first_not_of("0123456789.") == entry.npos;
  if (!IsHostName(name) || looks_like_address) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", entry,
                     "\"; expected a host (\"example.com\", \"*.example.com\") or addresses "
                     "(\"10.0.0.0/8\", \"::1\")"));
  }
  hosts.push_back(absl::AsciiStrToLower(WithoutFinalDot(entry)));
  return absl::OkStatus();
}

bool HostList::HasHost(std::string_view host) const {
  host = WithoutFinalDot(host);
  return std::any_of(hosts.begin(), hosts.end(),
                     [host](const std::string& pattern) { return Matches(host, pattern); });
}

bool HostList::HasAddress(const IpAddress& address) const {
  return std::any_of(addresses.begin(), addresses.end(),
                     [&](const Cidr& cidr) { return cidr.Contains(address); });
}

absl::Status OutboundPolicy::CheckHost(std::string_view host) const {
  if (deny.HasHost(host)) return NotAllowed(host, " by this node's configuration");
  if (reach != Reach::kNone || allow.HasHost(host)) return absl::OkStatus();
  // An address on the allow list may still be found behind a name.
  if (!allow.addresses.empty()) return absl::OkStatus();
  return NotAllowed(host, " by this node's configuration");
}

absl::Status OutboundPolicy::CheckAddress(std::string_view host, const IpAddress& address) const {
  const std::string text = address.ToString();
  const std::string where = host == text ? text : absl::StrCat(host, " (", text, ")");
  if (deny.HasAddress(address)) return NotAllowed(where, " by this node's configuration");
  if (allow.HasAddress(address) || allow.HasHost(host)) return absl::OkStatus();
  if (reach == Reach::kAll) return absl::OkStatus();
  if (reach == Reach::kNone) return NotAllowed(where, " by this node's configuration");
  const std::string_view purpose = SpecialPurpose(address);
  if (purpose.empty() || (loopback && purpose == "loopback")) return absl::OkStatus();
  return NotAllowed(where, absl::StrCat(": the address is ", purpose));
}

}  // namespace net
