#include "src/web/url_ace.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace web {
namespace {

constexpr std::string_view kPrefix = "xn--";
// "_" is in no label that the domain name system knows.
constexpr std::string_view kMask = "xn_q";

// Calls `visit` with where each label of `host` that begins with `prefix` begins.
template <class Visit>
void ForEachLabel(std::string_view host, std::string_view prefix, Visit visit) {
  for (size_t begin = 0; begin < host.size();) {
    if (absl::StartsWithIgnoreCase(host.substr(begin), prefix)) visit(begin);
    const size_t dot = host.find('.', begin);
    if (dot == host.npos) return;
    begin = dot + 1;
  }
}

bool IsSpecial(std::string_view scheme) {
  for (std::string_view special : {"http", "https", "ws", "wss", "ftp", "file"}) {
    if (absl::EqualsIgnoreCase(scheme, special)) return true;
  }
  return false;
}

// Where the host of a special URL, or of one that is relative to it, may be written in `url`.
std::string_view FindHost(std::string_view url) {
  while (!url.empty() && static_cast<unsigned char>(url.front()) <= ' ') url.remove_prefix(1);
  const size_t colon = url.find_first_of(":/\\?#");
  if (colon != url.npos && url[colon] == ':') {
    if (!IsSpecial(url.substr(0, colon))) return {};
    url.remove_prefix(colon + 1);
  }
  const size_t begin = url.find_first_not_of("/\\");
  if (begin == url.npos) return {};
  std::string_view host = url.substr(begin);
  host = host.substr(0, host.find_first_of("/\\?#"));
  if (const size_t at = host.rfind('@'); at != host.npos) host.remove_prefix(at + 1);
  return host.substr(0, host.find(':'));
}

// Not a host that has something that would be taken for a mask.
bool IsMaskable(std::string_view host) {
  return std::all_of(host.begin(), host.end(), [](char c) { return absl::ascii_isascii(c); }) &&
         host.find('%') == host.npos && !absl::StrContainsIgnoreCase(host, kMask);
}

// `text` with the labels masked of `host`, which is a part of it.
std::optional<std::string> Mask(std::string_view text, std::string_view host) {
  if (host.empty() || !IsMaskable(host)) return std::nullopt;
  std::string masked(text);
  const size_t offset = host.data() - text.data();
  bool any = false;
  ForEachLabel(host, kPrefix, [&](size_t begin) {
    masked.replace(offset + begin, kMask.size(), kMask);
    any = true;
  });
  if (!any) return std::nullopt;
  return masked;
}

}  // namespace

std::optional<std::string> MaskUrl(std::string_view url) { return Mask(url, FindHost(url)); }

std::optional<std::string> MaskHost(std::string_view host) {
  return Mask(host, host.substr(0, host.find_first_of(":/\\?#")));
}

void Unmask(std::span<char> host) {
  ForEachLabel(std::string_view(host.data(), host.size()), kMask,
               [&](size_t begin) { kPrefix.copy(host.data() + begin, kPrefix.size()); });
}

}  // namespace web
