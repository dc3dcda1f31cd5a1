#include "src/host/host_table.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace host {
namespace {

constexpr size_t kLongestHost = 253;  // RFC 1035 2.3.4, as text
constexpr size_t kLongestLabel = 63;

bool IsLabel(std::string_view label) {
  return !label.empty() && label.size() <= kLongestLabel && std::ranges::all_of(label, [](char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_';
  });
}

// An authority's host without its port and the root's dot.
std::string_view HostOf(std::string_view authority) {
  // An IPv6 address has colons of its own, in brackets.
  const size_t colon = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  std::string_view host = authority.substr(0, colon);
  absl::ConsumeSuffix(&host, ".");
  return host;
}

}  // namespace

bool IsHostPattern(std::string_view pattern) {
  if (pattern == "*") return true;
  absl::ConsumePrefix(&pattern, "*.");
  if (pattern.size() > kLongestHost) return false;
  for (std::string_view label : absl::StrSplit(pattern, '.')) {
    if (!IsLabel(label)) return false;
  }
  return true;
}

std::string_view HostTable::AddHost(std::string_view pattern, std::string_view worker) {
  if (pattern == "*") {
    if (any_.empty()) any_ = worker;
    return any_;
  }
  Map& map = absl::ConsumePrefix(&pattern, "*.") ? wildcards_ : hosts_;
  return map.try_emplace(absl::AsciiStrToLower(pattern), worker).first->second;
}

bool HostTable::AddName(std::string_view worker) {
  return names_.try_emplace(absl::AsciiStrToLower(worker), worker).second;
}

std::string_view HostTable::Find(std::string_view authority) const {
  const std::string_view written = HostOf(authority);
  // No pattern but "*" is longer, and to look at each suffix of a long one would take long.
  if (written.size() > kLongestHost) return any_;
  std::array<char, kLongestHost> lower;
  std::ranges::transform(written, lower.begin(), absl::ascii_tolower);
  const std::string_view host(lower.data(), written.size());
  if (auto found = hosts_.find(host); found != hosts_.end()) return found->second;
  if (!wildcards_.empty()) {
    for (size_t dot = host.find('.'); dot != host.npos; dot = host.find('.', dot + 1)) {
      auto found = wildcards_.find(host.substr(dot + 1));
      if (found != wildcards_.end()) return found->second;
    }
  }
  auto found = names_.find(host.substr(0, host.find('.')));
  return found != names_.end() ? std::string_view(found->second) : any_;
}

}  // namespace host
