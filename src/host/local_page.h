#pragma once

#include <optional>
#include <string_view>

namespace host {

// A file of the page at /cdn-cgi/local/, which lies in the program.
struct LocalFile {
  std::string_view type;  // of its media
  std::string_view text;
};

// What is at `path` below /cdn-cgi/local/: "" is the page itself. Nullopt: nothing.
std::optional<LocalFile> FindLocalFile(std::string_view path);

}  // namespace host
