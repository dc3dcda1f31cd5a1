#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace host {

// The specifiers that import("...") names by a literal in a JavaScript text, in order, without
// those in comments, strings and regular expressions. Reads tokens, not grammar: where a slash
// could begin either, it may take a division for a regular expression.
std::vector<std::string> FindDynamicImports(std::string_view source);

}  // namespace host
