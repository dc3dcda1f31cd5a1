#pragma once

// The JSON of `atoll kv`, which is that of Wrangler.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/store/store.h"

namespace cli {

// [{key, value, base64?, metadata?, expiration?, expiration_ttl?}, ...]. Errors name the entry,
// what was found and what was expected. `now`: seconds since the epoch.
absl::StatusOr<std::vector<store::Write>> ParseBulkPut(std::string_view text, int64_t now);
// [key, ...], or [{name}, ...] as lists have them.
absl::StatusOr<std::vector<store::Write>> ParseBulkDelete(std::string_view text);
// One entry of what ParseBulkPut reads, as one line. A value that is no UTF-8 is in base64.
std::string BulkEntry(std::string_view key, std::string_view value, std::string_view metadata,
                      int64_t expiration);
// {name, expiration?, metadata?}
std::string ListEntry(const store::Listed& key);
// {id, title, keys, bytes}
std::string NamespaceEntry(const store::NamespaceInfo& info);

// Whether the text is JSON.
bool IsJson(std::string_view text);
// When a key expires that is put at `now` with a time to live or a time: 0 for neither.
absl::StatusOr<int64_t> ExpirationOf(std::optional<int64_t> ttl, std::optional<int64_t> expiration,
                                     int64_t now);

}  // namespace cli
