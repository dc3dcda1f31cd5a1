#include "src/host/local_origin.h"

#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "src/host/own_host.h"

namespace host {
namespace {

bool ChangesNothing(std::string_view method) { return method == "GET" || method == "HEAD"; }

}  // namespace

bool IsSameOrigin(std::string_view origin, std::string_view authority) {
  if (!absl::ConsumePrefix(&origin, "http://") && !absl::ConsumePrefix(&origin, "https://")) {
    return false;
  }
  return absl::EqualsIgnoreCase(origin, authority);
}

LocalRefusal CheckLocalRequest(const http::RequestHead& head, std::string_view address) {
  if (!IsForOwnHost(head, address)) return LocalRefusal::kHost;
  const std::optional<std::string_view> origin = head.headers.Get("origin");
  if (origin && !IsSameOrigin(*origin, head.authority)) return LocalRefusal::kHost;
  if (ChangesNothing(head.method)) return LocalRefusal::kNone;
  return origin && head.headers.Has(kLocalField) ? LocalRefusal::kNone : LocalRefusal::kForged;
}

}  // namespace host
