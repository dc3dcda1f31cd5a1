#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace host {

// The first value of `name` in the query of a request's target, decoded as forms are (URL Standard,
// section 5.1). Nullopt: it has none.
std::optional<std::string> QueryValue(std::string_view target, std::string_view name);

// `text` as a value of a query.
std::string EncodeQueryValue(std::string_view text);

}  // namespace host
