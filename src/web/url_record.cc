#include "src/web/url_record.h"

#include "ada.h"

namespace web {
namespace {

// Octets; longer input is no URL. Percent-encoded and joined with its base it stays well below what
// the 32 bits of an offset count.
constexpr size_t kLongestInput = size_t{32} << 20;

UrlRecord ToRecord(const ada::url_aggregator& url) {
  const ada::url_components& at = url.get_components();
  static_assert(ada::url_components::omitted == UrlRecord::kAbsent);
  return {std::string(url.get_href()),
          {at.protocol_end, at.username_end, at.host_start, at.host_end, at.port, at.pathname_start,
           at.search_start, at.hash_start}};
}

void Set(ada::url_aggregator& url, UrlPart part, std::string_view value) {
  switch (part) {
    case UrlPart::kProtocol:
      url.set_protocol(value);
      return;
    case UrlPart::kUsername:
      url.set_username(value);
      return;
    case UrlPart::kPassword:
      url.set_password(value);
      return;
    case UrlPart::kHost:
      url.set_host(value);
      return;
    case UrlPart::kHostname:
      url.set_hostname(value);
      return;
    case UrlPart::kPort:
      url.set_port(value);
      return;
    case UrlPart::kPathname:
      url.set_pathname(value);
      return;
    case UrlPart::kSearch:
      url.set_search(value);
      return;
    case UrlPart::kHash:
      url.set_hash(value);
      return;
  }
}

}  // namespace

std::optional<UrlRecord> ParseUrl(std::string_view input, std::optional<std::string_view> base) {
  if (input.size() > kLongestInput) return std::nullopt;
  if (!base) {
    auto url = ada::parse<ada::url_aggregator>(input);
    if (!url) return std::nullopt;
    return ToRecord(*url);
  }
  if (base->size() > kLongestInput) return std::nullopt;
  auto base_url = ada::parse<ada::url_aggregator>(*base);
  if (!base_url) return std::nullopt;
  auto url = ada::parse<ada::url_aggregator>(input, &*base_url);
  if (!url) return std::nullopt;
  return ToRecord(*url);
}

std::optional<UrlRecord> SetUrlPart(std::string_view href, UrlPart part, std::string_view value) {
  auto url = ada::parse<ada::url_aggregator>(href);
  if (!url) return std::nullopt;
  if (value.size() <= kLongestInput) Set(*url, part, value);
  return ToRecord(*url);
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
