#include "src/web/url_record.h"

#include <span>
#include <utility>

#include "absl/strings/ascii.h"
#include "ada.h"
#include "src/web/url_ace.h"

namespace web {
namespace {

// Octets; longer input is no URL. Percent-encoded and joined with its base it stays well below what
// the 32 bits of an offset count.
constexpr size_t kLongestInput = size_t{32} << 20;

// Octets. Making the ASCII form of a host takes time with the square of its length; one that has a
// name in the DNS is of 253 octets at most, each of which may be written in three.
constexpr size_t kLongestHost = size_t{8} << 10;

bool IsSlash(char c) { return c == '/' || c == '\\'; }

bool IsSpecial(std::string_view scheme) {
  const std::string lower = absl::AsciiStrToLower(scheme);
  return lower == "http" || lower == "https" || lower == "ws" || lower == "wss" || lower == "ftp";
}

// What a URL parser would take for the authority of `input`; empty where there is none.
std::string_view AuthorityOf(std::string_view input) {
  size_t begin = 0;
  while (begin < input.size() && static_cast<unsigned char>(input[begin]) <= ' ') ++begin;
  const size_t scheme = input.substr(begin).find_first_of(":/?#\\");
  bool is_special = false;
  input.remove_prefix(begin);
  if (scheme != std::string_view::npos && input[scheme] == ':') {
    is_special = IsSpecial(input.substr(0, scheme));
    input.remove_prefix(scheme + 1);
  }
  size_t slashes = 0;
  while (slashes < input.size() && IsSlash(input[slashes])) ++slashes;
  if (slashes < 2 && !is_special) return {};
  input.remove_prefix(slashes);
  return input.substr(0, input.find_first_of("/?#\\"));
}

bool HostIsTooLong(std::string_view input) {
  if (input.size() <= kLongestHost) return false;
  // The parser does not see these.
  std::string seen(input);
  std::erase_if(seen, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  std::string_view host = AuthorityOf(seen);
  const size_t at = host.rfind('@');
  if (at != std::string_view::npos) host.remove_prefix(at + 1);
  return host.size() > kLongestHost;
}

// A URL that ada has parsed; `masked`: its host is behind masks (url_ace.h).
struct Parsed {
  ada::url_aggregator url;
  bool masked = false;
};

std::optional<Parsed> Parse(std::string_view input, const Parsed* base) {
  if (HostIsTooLong(input)) return std::nullopt;
  const ada::url_aggregator* base_url = base == nullptr ? nullptr : &base->url;
  if (auto url = ada::parse<ada::url_aggregator>(input, base_url)) {
    const bool masked = base != nullptr && base->masked && url->get_host() == base_url->get_host();
    return Parsed{*std::move(url), masked};
  }
  const std::optional<std::string> masked = MaskUrl(input);
  if (!masked) return std::nullopt;
  auto url = ada::parse<ada::url_aggregator>(*masked, base_url);
  if (!url) return std::nullopt;
  return Parsed{*std::move(url), true};
}

UrlRecord ToRecord(const Parsed& parsed) {
  const ada::url_components& at = parsed.url.get_components();
  static_assert(ada::url_components::omitted == UrlRecord::kAbsent);
  UrlRecord record = {std::string(parsed.url.get_href()),
                      {at.protocol_end, at.username_end, at.host_start, at.host_end, at.port,
                       at.pathname_start, at.search_start, at.hash_start}};
  if (parsed.masked) {
    // The "@" that a host may begin with is in no label.
    const size_t at_sign = record.href[at.host_start] == '@' ? 1 : 0;
    Unmask(
        std::span(record.href.data() + at.host_start + at_sign, record.href.data() + at.host_end));
  }
  return record;
}

bool Set(ada::url_aggregator& url, UrlPart part, std::string_view value) {
  switch (part) {
    case UrlPart::kProtocol:
      return url.set_protocol(value);
    case UrlPart::kUsername:
      return url.set_username(value);
    case UrlPart::kPassword:
      return url.set_password(value);
    case UrlPart::kHost:
      return url.set_host(value);
    case UrlPart::kHostname:
      return url.set_hostname(value);
    case UrlPart::kPort:
      return url.set_port(value);
    case UrlPart::kPathname:
      return url.set_pathname(value);
    case UrlPart::kSearch:
      url.set_search(value);
      return true;
    case UrlPart::kHash:
      url.set_hash(value);
      return true;
  }
  return false;
}

// Sets the host, which only a mask may get past ada.
void SetHost(Parsed& parsed, UrlPart part, std::string_view value) {
  if (value.size() > kLongestHost) return;
  const std::optional<std::string> masked = MaskHost(value);
  // What ada refuses leaves traces.
  std::optional<ada::url_aggregator> before;
  if (masked) before = parsed.url;
  if (Set(parsed.url, part, value)) {
    parsed.masked = false;
  } else if (masked) {
    parsed.url = *std::move(before);
    if (Set(parsed.url, part, *masked)) parsed.masked = true;
  }
}

}  // namespace

std::optional<UrlRecord> ParseUrl(std::string_view input, std::optional<std::string_view> base) {
  if (input.size() > kLongestInput) return std::nullopt;
  std::optional<Parsed> base_url;
  if (base) {
    if (base->size() > kLongestInput) return std::nullopt;
    base_url = Parse(*base, nullptr);
    if (!base_url) return std::nullopt;
  }
  const std::optional<Parsed> url = Parse(input, base_url ? &*base_url : nullptr);
  if (!url) return std::nullopt;
  return ToRecord(*url);
}

std::optional<UrlRecord> SetUrlPart(std::string_view href, UrlPart part, std::string_view value) {
  std::optional<Parsed> parsed = Parse(href, nullptr);
  if (!parsed) return std::nullopt;
  if (value.size() <= kLongestInput) {
    if (part == UrlPart::kHost || part == UrlPart::kHostname) {
      SetHost(*parsed, part, value);
    } else {
      Set(parsed->url, part, value);
    }
  }
  return ToRecord(*parsed);
}

std::vector<std::string> ParseQuery(std::string_view query) {
  const ada::url_search_params params(query);
  std::vector<std::string> pairs;
  pairs.reserve(params.size() * 2);
  for (const auto& [name, value] : params) {
    pairs.push_back(name);
    pairs.push_back(value);
  }
  return pairs;
}

std::string SerializeQuery(const std::vector<std::string>& pairs) {
  ada::url_search_params params;
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) params.append(pairs[i], pairs[i + 1]);
  return params.to_string();
}

}  // namespace web
