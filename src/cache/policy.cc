#include "src/cache/policy.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "src/cache/cache_control.h"
#include "src/cache/http_date.h"
#include "src/cache/vary.h"

namespace cache {
namespace {

// Statuses whose meaning this cache knows (RFC 9111, section 5.2.2.3): those of RFC 9110, but for
// what it cannot keep.
bool IsUnderstood(int status) {
  return (status >= 200 && status <= 205) || (status >= 300 && status <= 308 && status != 304) ||
         (status >= 400 && status <= 426) || (status >= 500 && status <= 505);
}

bool IsComplete(int status) { return status >= 200 && status != 206 && status != 304; }

std::optional<int64_t> DateOf(const http::HeaderList& headers, std::string_view name) {
  const std::optional<std::string_view> value = headers.Get(name);
  return value ? ParseHttpDate(*value) : std::nullopt;
}

// RFC 9111, section 4.2.1; nullopt: the response does not say.
std::optional<int64_t> ExplicitLifetime(const CacheControl& control,
                                        const http::HeaderList& headers, int64_t now_seconds) {
  if (control.s_maxage) return control.s_maxage;
  if (control.max_age) return control.max_age;
  if (!headers.Has("expires")) return std::nullopt;
  const std::optional<int64_t> expires = DateOf(headers, "expires");
  // What is no date is in the past (section 5.3).
  if (!expires) return 0;
  // Whoever receives a response without a Date gives it one (RFC 9110, section 6.6.1).
  const int64_t date = DateOf(headers, "date").value_or(now_seconds);
  return std::clamp<int64_t>(*expires - date, 0, kMostSeconds);
}

// RFC 9111, section 3.5.
bool MayShareAuthorized(const CacheControl& control) {
  return control.is_public || control.must_revalidate || control.s_maxage.has_value();
}

bool IsForbidden(const CacheControl& control, int status) {
  if (control.must_understand) return !IsUnderstood(status) || control.is_private;
  return control.no_store || control.is_private;
}

// Fields that a message's connection has, or a cache that it came through.
bool IsOfHop(std::string_view name) {
  constexpr std::string_view kNames[] = {
      "connection",        "keep-alive", "proxy-connection", "proxy-authenticate",
      "transfer-encoding", "te",         "trailer",          "upgrade",
      "content-length",    "age",        "cf-cache-status",  "proxy-authentication-info"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [name](std::string_view one) { return absl::EqualsIgnoreCase(one, name); });
}

// What a field of the stored body's own keeps, whatever a 304 says.
bool IsOfBody(std::string_view name) {
  return absl::EqualsIgnoreCase(name, "content-encoding") ||
         absl::EqualsIgnoreCase(name, "content-range") ||
         absl::EqualsIgnoreCase(name, "content-type");
}

}  // namespace

int64_t DefaultSeconds(int status) {
  switch (status) {
    case 200:
    case 203:
    case 301:
      return 7'200;
    case 302:
    case 303:
      return 1'200;
    case 404:
    case 410:
      return 180;
    default:
      return 0;
  }
}

Verdict Judge(const http::HeaderList& request, const http::ResponseHead& response,
              const Wishes& wishes, int64_t now_seconds) {
  const CacheControl control = ParseCacheControl(response.headers);
  const http::HeaderList& headers = response.headers;
  if (!IsComplete(response.status) || VariesOnEverything(headers)) return {};
  if (headers.Has("set-cookie") && !control.Excludes("set-cookie")) return {};
  if (request.Has("authorization") && !MayShareAuthorized(control)) return {};
  if (wishes.ttl) {
    if (*wishes.ttl < 0) return {};
    return {true, std::min(*wishes.ttl, kMostSeconds)};
  }
  if (IsForbidden(control, response.status)) return {};
  if (control.no_cache) return {true, 0};
  if (const std::optional<int64_t> lifetime = ExplicitLifetime(control, headers, now_seconds)) {
    return {true, *lifetime};
  }
  const int64_t standard = DefaultSeconds(response.status);
  if (!wishes.everything || standard == 0) return {};
  return {true, standard};
}

int64_t InitialAge(const http::HeaderList& headers, int64_t now_seconds, int64_t delay_seconds) {
  const std::optional<int64_t> date = DateOf(headers, "date");
  const int64_t apparent = date ? std::max<int64_t>(0, now_seconds - *date) : 0;
  const std::optional<std::string_view> value = headers.Get("age");
  const int64_t age = value ? ParseSeconds(absl::StripAsciiWhitespace(*value)).value_or(0) : 0;
  return std::min(std::max(apparent, age + std::max<int64_t>(0, delay_seconds)), kMostSeconds);
}

void StripForStorage(http::HeaderList& headers) {
  const CacheControl control = ParseCacheControl(headers);
  std::vector<std::string> named;
  for (size_t i = 0; i < headers.size(); ++i) {
    const http::HeaderList::Field field = headers.at(i);
    if (!absl::EqualsIgnoreCase(field.name, "connection")) continue;
    for (std::string_view one : absl::StrSplit(field.value, ',')) {
      named.push_back(absl::AsciiStrToLower(absl::StripAsciiWhitespace(one)));
    }
  }
  http::HeaderList kept;
  for (size_t i = 0; i < headers.size(); ++i) {
    const http::HeaderList::Field field = headers.at(i);
    const std::string name = absl::AsciiStrToLower(field.name);
    const bool of_connection = std::find(named.begin(), named.end(), name) != named.end();
    if (!IsOfHop(name) && !of_connection && !control.Excludes(name)) {
      kept.Add(field.name, field.value);
    }
  }
  headers = std::move(kept);
}

http::HeaderList UpdateFields(const http::HeaderList& stored, const http::HeaderList& update) {
  http::HeaderList fields = update;
  StripForStorage(fields);
  http::HeaderList merged;
  for (size_t i = 0; i < stored.size(); ++i) {
    const http::HeaderList::Field field = stored.at(i);
    if (IsOfBody(field.name) || !fields.Has(field.name)) merged.Add(field.name, field.value);
  }
  for (size_t i = 0; i < fields.size(); ++i) {
    const http::HeaderList::Field field = fields.at(i);
    if (!IsOfBody(field.name)) merged.Add(field.name, field.value);
  }
  return merged;
}

}  // namespace cache
