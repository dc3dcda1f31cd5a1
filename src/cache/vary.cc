#include "src/cache/vary.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace cache {
namespace {

// The names that Vary has, in lower case, in order and each once.
std::vector<std::string> VaryingNames(const http::HeaderList& response) {
  std::vector<std::string> names;
  for (size_t i = 0; i < response.size(); ++i) {
    const http::HeaderList::Field field = response.at(i);
    if (!absl::EqualsIgnoreCase(field.name, "vary")) continue;
    for (std::string_view one : absl::StrSplit(field.value, ',')) {
      one = absl::StripAsciiWhitespace(one);
      if (!one.empty()) names.push_back(absl::AsciiStrToLower(one));
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// The values of all fields of that name as one list, without blanks around its members. A field
// that is not there and one that is empty differ.
std::string ValueOf(const http::HeaderList& request, std::string_view name) {
  std::string value;
  bool found = false;
  for (size_t i = 0; i < request.size(); ++i) {
    const http::HeaderList::Field field = request.at(i);
    if (!absl::EqualsIgnoreCase(field.name, name)) continue;
    for (std::string_view one : absl::StrSplit(field.value, ',')) {
      absl::StrAppend(&value, found ? "," : "=", absl::StripAsciiWhitespace(one));
      found = true;
    }
  }
  return value;
}

}  // namespace

bool VariesOnEverything(const http::HeaderList& response) {
  const std::vector<std::string> names = VaryingNames(response);
  return std::find(names.begin(), names.end(), "*") != names.end();
}

std::string SelectingFields(const http::HeaderList& response, const http::HeaderList& request,
                            bool decodes) {
  const bool any_coding = decodes || !response.Has("content-encoding");
  std::string selecting;
  for (const std::string& name : VaryingNames(response)) {
    if (any_coding && name == "accept-encoding") continue;
    absl::StrAppend(&selecting, name, "\n", ValueOf(request, name), "\n");
  }
  return selecting;
}

bool Selects(std::string_view selecting, const http::HeaderList& request) {
  while (!selecting.empty()) {
    const size_t name_end = selecting.find('\n');
    if (name_end == std::string_view::npos) return false;
    const size_t value_end = selecting.find('\n', name_end + 1);
    if (value_end == std::string_view::npos) return false;
    const std::string_view value = selecting.substr(name_end + 1, value_end - name_end - 1);
    if (ValueOf(request, selecting.substr(0, name_end)) != value) return false;
    selecting.remove_prefix(value_end + 1);
  }
  return true;
}

}  // namespace cache
