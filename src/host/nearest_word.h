#pragma once

#include <span>
#include <string_view>

namespace host {

// The one of `known` that is spelled most like `word`, or "" when none is near.
std::string_view NearestWord(std::string_view word, std::span<const std::string_view> known);

}  // namespace host
