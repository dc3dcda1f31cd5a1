#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bindings/fetch/fetches.h"
#include "src/cache/store.h"
#include "src/worker/lane_parts.h"

namespace bindings::fetch {

// How a fetch uses the cache: RequestInit.cf, and RequestInit.cache.
struct CacheUse {
  // What a response is found by again: cf.cacheKey, or the URL.
  std::string key;
  // cf.cacheTtlByStatus, and after that cf.cacheTtl for 200 to 299: seconds, negative for none.
  struct StatusTtl {
    int first = 0;
    int last = 0;
    int64_t seconds = 0;
  };
  std::vector<StatusTtl> ttls;
  // Whether responses are stored that do not say for how long.
  bool everything = false;
  // kRevalidate: what is stored is validated first ("no-cache"); kReload: it is not looked at;
  // kForce: it is the answer, however old it is; kOnlyStored: so too, and nothing else is.
  enum class Mode : uint32_t { kDefault, kRevalidate, kReload, kForce, kOnlyStored };
  Mode mode = Mode::kDefault;
};

// The name of the cache that fetch() has, caches.default, in keys.
inline constexpr std::string_view kDefaultCache = "d";

// Sends GET requests of a worker by way of its cache: what is fresh there is the answer, what is
// stale is validated, and what a server sends is stored where it may be. The response says which in
// CF-Cache-Status: HIT, MISS, STALE, EXPIRED, REVALIDATED, or BYPASS for what may not be stored.
Fetches::Send SendCached(worker::LaneParts& lane, cache::Store& store, std::string worker,
                         CacheUse use);

// What kOnlyStored fails with.
inline constexpr std::string_view kNothingStored =
    "cache is \"only-if-cached\", and nothing is stored for the request";

// Has things run on a lane, for the store.
cache::Poster PosterOf(worker::LaneParts& lane);

}  // namespace bindings::fetch
