#include "src/http/target.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace http {
namespace {

constexpr std::array<bool, 256> HostTable() {
  std::array<bool, 256> table{};
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c : std::string_view("-._~%!$&'()*+,;=")) table[static_cast<unsigned char>(c)] = true;
  return table;
}

constexpr std::array<bool, 256> kHostTable = HostTable();

// Of a registered name (RFC 3986, section 3.2.2).
bool IsHostCharacter(char c) { return kHostTable[static_cast<unsigned char>(c)]; }

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

bool IsIPv6Character(char c) {
  return absl::ascii_isxdigit(static_cast<unsigned char>(c)) || c == ':' || c == '.';
}

// Empty is one (RFC 3986, section 3.2.3).
bool IsPort(std::string_view text) {
  uint32_t port = 0;
  for (char c : text) {
    if (!IsDigit(c)) return false;
    port = port * 10 + static_cast<uint32_t>(c - '0');
    if (port > 65535) return false;
  }
  return true;
}

}  // namespace

bool IsAuthority(std::string_view text) {
  if (absl::ConsumePrefix(&text, "[")) {
    const size_t end = text.find(']');
    if (end == text.npos || end == 0) return false;
    const std::string_view host = text.substr(0, end);
    if (!std::all_of(host.begin(), host.end(), IsIPv6Character)) return false;
    text.remove_prefix(end + 1);
    return text.empty() || (text.front() == ':' && IsPort(text.substr(1)));
  }
  const size_t colon = text.find(':');
  const std::string_view host = text.substr(0, colon);
  if (!std::all_of(host.begin(), host.end(), IsHostCharacter)) return false;
  if (colon == text.npos) return true;
  return !host.empty() && IsPort(text.substr(colon + 1));
}

const char* SplitTarget(RequestHead& head) {
  std::string& target = head.target;
  const bool visible = std::all_of(target.begin(), target.end(),
                                   [](char c) { return c > ' ' && c < 0x7f && c != '#'; });
  if (!visible) return "the request's target has an octet that no URL has";
  if (target.starts_with('/')) return nullptr;
  if (target == "*") {
    return head.method == "OPTIONS" ? nullptr : "the target \"*\" is only for OPTIONS";
  }
  const size_t scheme = target.find("://");
  if (scheme == target.npos) return "the request's target is neither a path nor a URL";
  const std::string name = absl::AsciiStrToLower(target.substr(0, scheme));
  if (name != "http" && name != "https") return "the target's scheme is not http";
  const size_t begin = scheme + 3;
  const size_t end = std::min(target.find_first_of("/?", begin), target.size());
  const std::string authority = target.substr(begin, end - begin);
  if (authority.empty() || !IsAuthority(authority)) {
    return "the target's authority is not a host and port";
  }
  head.scheme = name;
  head.authority = authority;
  std::string rest = target.substr(end);
  // OPTIONS of a URL without a path is about the server (RFC 9112, section 3.2.4).
  if (rest.empty() && head.method == "OPTIONS") {
    rest = "*";
  } else if (!rest.starts_with('/')) {
    rest.insert(0, "/");
  }
  target = std::move(rest);
  return nullptr;
}

}  // namespace http
