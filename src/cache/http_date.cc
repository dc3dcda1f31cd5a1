#include "src/cache/http_date.h"

#include <string>

#include "absl/time/time.h"

namespace cache {
namespace {

// IMF-fixdate, RFC 850, asctime.
constexpr const char* kFormats[] = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                                    "%a %b %e %H:%M:%S %Y"};
// The longest is "Wednesday, 09-Nov-94 08:49:37 GMT".
constexpr size_t kMaxLength = 40;

}  // namespace

std::optional<int64_t> ParseHttpDate(std::string_view text) {
  if (text.size() > kMaxLength) return std::nullopt;
  for (const char* format : kFormats) {
    absl::Time time;
    std::string error;
    if (absl::ParseTime(format, text, absl::UTCTimeZone(), &time, &error) &&
        time != absl::InfiniteFuture() && time != absl::InfinitePast()) {
      return absl::ToUnixSeconds(time);
    }
  }
  return std::nullopt;
}

}  // namespace cache
