#include "tests/fuzz/corpus.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/log/check.h"
#include "absl/strings/ascii.h"

namespace fuzz {

std::vector<std::string> ReadCorpus(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> inputs;
  for (const std::filesystem::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    CHECK(file.good()) << path;
    inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return inputs;
}

void CheckErrorLine(std::string_view message, std::string_view file) {
  CHECK(message.starts_with(file)) << message;
  CHECK(message.size() > file.size() + 2 && message[file.size()] == ':') << message;
  CHECK(std::none_of(message.begin(), message.end(), absl::ascii_iscntrl)) << message;
}

}  // namespace fuzz
