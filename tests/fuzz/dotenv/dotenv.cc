// Reads text as a file of secrets: what comes of it are names and values, each name once, and
// warnings of one line that quote nothing of the file.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "src/host/dotenv.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const host::Dotenv read = host::ParseDotenv(text, ".env");
  std::set<std::string> names;
  size_t octets = 0;
  for (const auto& [name, value] : read.variables) {
    CHECK(!name.empty());
    CHECK(names.insert(name).second) << name;
    CHECK_EQ(value.find('\r') == value.npos || text.find("\\r") != text.npos, true) << value;
    octets += name.size() + value.size();
  }
  CHECK_LE(octets, text.size());
  for (const std::string& warning : read.warnings) fuzz::CheckErrorLine(warning, ".env");
  // What has been read can be written so that it reads the same.
  std::string again;
  for (const auto& [name, value] : read.variables) {
    if (value.find_first_of("'\\") != value.npos) return 0;
    again += name + "='" + value + "'\n";
  }
  if (again.find('\r') != again.npos) return 0;
  const host::Dotenv twice = host::ParseDotenv(again, ".env");
  CHECK(twice.variables == read.variables) << again;
  CHECK(twice.warnings.empty()) << again;
  return 0;
}

std::vector<std::string> FuzzSeeds() { return fuzz::ReadCorpus("tests/fuzz/dotenv/corpus"); }

std::vector<std::string> FuzzWords() {
  return {"=",
          ":",
          "#",
          "'",
          "\"",
          "`",
          "\\",
          "\\n",
          "\n",
          "\r",
          "\\r",
          "\r\n",
          "\t",
          "export ",
          "A=",
          "B: ",
          " ",
          "_",
          ".",
          "-",
          "\xff",
          "\xc3\xa4",
          std::string(1, '\0'),
          "\xef\xbb\xbf"};
}
