#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace host {

// The variables of a file such as .env or .dev.vars, in its order; of a name that stands twice the
// last value.
using DotenvVariables = std::vector<std::pair<std::string, std::string>>;

// What came of reading one.
struct Dotenv {
  DotenvVariables variables;
  std::vector<std::string> warnings;  // one line each, "FILE:LINE:1: ...", without any value
};

// Reads the text of such a file, as the npm package dotenv defines it:
//
//   # a comment
//   NAME=value               without the blanks around it; "#" begins a comment
//   export NAME: value       "export" and a colon with a blank mean nothing else
//   A='as it is'             so do backquotes; all three may go over several lines
//   B="with \n and \r"       no other escape: \" and \\ stay as they are
//
// Lines end with LF, CRLF or CR. A line that is none of these is left out with a warning; a value
// whose quote does not end, or that goes on after it, is what the line has, quotes included, with
// one, too. `file` names it in warnings.
Dotenv ParseDotenv(std::string_view text, std::string_view file);

}  // namespace host
