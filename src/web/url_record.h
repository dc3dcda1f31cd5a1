#pragma once

// URLs (URL Standard) and application/x-www-form-urlencoded. Pure functions; any thread. Text is
// UTF-8.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace web {

// A serialised URL and where its parts lie in it:
//
//   https://user:pass@example.com:1234/foo/bar?baz#quux
//         |     |    |          | ^^^^|       |   |
//         |     |    |          | |   |       |   `-- kHashStart
//         |     |    |          | |   |       `------ kSearchStart
//         |     |    |          | |   `-------------- kPathnameStart
//         |     |    |          | `------------------ kPort (the number itself)
//         |     |    |          `-------------------- kHostEnd
//         |     |    `------------------------------- kHostStart (the "@", if there is one)
//         |     `------------------------------------ kUsernameEnd
//         `------------------------------------------ kProtocolEnd (after the ":")
struct UrlRecord {
  enum Offset {
    kProtocolEnd,
    kUsernameEnd,
    kHostStart,
    kHostEnd,
    kPort,
    kPathnameStart,
    kSearchStart,
    kHashStart,
    kOffsets,
  };
  // The value of kPort, kSearchStart or kHashStart when there is no such part.
  static constexpr uint32_t kAbsent = UINT32_MAX;

  std::string href;
  std::array<uint32_t, kOffsets> offsets;
};

// What a setter of the URL class changes. js-api/url/url.js has the same numbers.
enum class UrlPart : uint32_t {
  kProtocol,
  kUsername,
  kPassword,
  kHost,
  kHostname,
  kPort,
  kPathname,
  kSearch,
  kHash,
};
inline constexpr uint32_t kUrlParts = 9;

// The basic URL parser. Nullopt for a failure, of `base` too.
std::optional<UrlRecord> ParseUrl(std::string_view input, std::optional<std::string_view> base);

// What the setter of `part` does to the URL `href`, which ParseUrl made: a value that the part
// cannot have leaves it as it is.
std::optional<UrlRecord> SetUrlPart(std::string_view href, UrlPart part, std::string_view value);

// The names and values of a query, in turn. One leading "?" is dropped.
std::vector<std::string> ParseQuery(std::string_view query);
// `pairs` holds names and values in turn.
std::string SerializeQuery(const std::vector<std::string>& pairs);

}  // namespace web
