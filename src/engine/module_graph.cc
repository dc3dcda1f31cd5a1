#include "src/engine/module_graph.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace engine {

const ModuleSource* ModuleGraph::Find(std::string_view name) const {
  auto it = std::find_if(modules.begin(), modules.end(),
                         [name](const ModuleSource& module) { return module.name == name; });
  return it != modules.end() ? &*it : nullptr;
}

absl::StatusOr<std::string> ResolveSpecifier(std::string_view specifier,
                                             std::string_view referrer) {
  const bool absolute = absl::StartsWith(specifier, "/");
  if (!absolute && !absl::StartsWith(specifier, "./") && !absl::StartsWith(specifier, "../")) {
    return absl::InvalidArgumentError(
        absl::StrCat("No such module \"", specifier, "\", imported from \"", referrer,
                     "\". Expected a relative path (\"./", specifier,
                     "\") or a module that Atoll provides; npm packages must be bundled."));
  }
  std::vector<std::string_view> parts;
  if (!absolute) {
    parts = absl::StrSplit(referrer, '/');
    parts.pop_back();
  }
  for (std::string_view part : absl::StrSplit(specifier, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("The import \"", specifier, "\" in \"",
                                                     referrer,
                                                     "\" leads out of the worker's folder."));
    } else {
      parts.pop_back();
    }
  }
  return absl::StrJoin(parts, "/");
}

}  // namespace engine
