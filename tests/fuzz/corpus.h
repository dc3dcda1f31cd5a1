#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

// The files of a folder in the test's runfiles, in the order of their names.
std::vector<std::string> ReadCorpus(const std::string& folder);

// Aborts unless `message` is one line that begins with `file` and has no control characters.
void CheckErrorLine(std::string_view message, std::string_view file);

}  // namespace fuzz
