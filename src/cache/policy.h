#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/http/message.h"

namespace cache {

// What whoever asks for a response says of keeping it, beside what the response itself says.
struct Wishes {
  // How long it is fresh, in seconds, whatever Cache-Control says; negative: it is not kept.
  std::optional<int64_t> ttl;
  // Whether a response is kept that does not say for how long: by the defaults of DefaultSeconds.
  bool everything = true;
};

// Whether a shared cache may store a response to a GET, and for how long it is fresh.
struct Verdict {
  bool storable = false;
  int64_t lifetime_seconds = 0;  // 0: it has to be validated each time
};

// RFC 9111, section 3, with two rules of its own: a response that sets cookies is stored only where
// Cache-Control excludes Set-Cookie (`private="Set-Cookie"`), and one to a request with
// Authorization only where the response allows that (section 3.5), whatever the wishes are. A
// status that is not complete (206, 304, 1xx) and `Vary: *` are never stored. `now_seconds`: since
// the Unix epoch.
Verdict Judge(const http::HeaderList& request, const http::ResponseHead& response,
              const Wishes& wishes, int64_t now_seconds);

// Seconds for which a response with this status is fresh where nothing says how long: 7,200 for
// 200, 203 and 301, 1,200 for 302 and 303, 180 for 404 and 410, else 0.
int64_t DefaultSeconds(int status);

// How old a response was when it came, in seconds (RFC 9111, section 4.2.3): at `now_seconds`,
// after a request that took `delay_seconds`.
int64_t InitialAge(const http::HeaderList& headers, int64_t now_seconds, int64_t delay_seconds);

// Removes what belongs to a connection, to the cache before this one, or to nobody else's eyes (RFC
// 9111, section 3.1), and the length, which is that of the stored body.
void StripForStorage(http::HeaderList& headers);

// The fields of a stored response as a 304 changes them (RFC 9111, section 3.2).
http::HeaderList UpdateFields(const http::HeaderList& stored, const http::HeaderList& update);

}  // namespace cache
