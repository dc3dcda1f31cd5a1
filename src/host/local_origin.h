#pragma once

#include <string_view>

#include "src/http/message.h"

namespace host {

// Whether `origin` (RFC 6454, section 7) is that of a page from `authority`, by http or https.
bool IsSameOrigin(std::string_view origin, std::string_view authority);

// Why a request for /cdn-cgi/local/ is refused.
enum class LocalRefusal {
  kNone,
  kHost,    // its Host is another's (IsForOwnHost), or its Origin is not the page's own
  kForged,  // it would change something, and may come from a page of another site
};

// The field that a request that changes something must have, beside its Origin: a page of another
// site cannot send it without being asked first (Fetch, section 3.2.2).
inline constexpr std::string_view kLocalField = "x-atoll-local";

// `address`: what the server listens on, where it was named.
LocalRefusal CheckLocalRequest(const http::RequestHead& head, std::string_view address = "");

}  // namespace host
