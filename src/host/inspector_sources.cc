#include "src/host/inspector_sources.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace host {

std::string FileUrl(const std::filesystem::path& path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string url = "file://";
  for (const char c : path.string()) {
    if (absl::ascii_isalnum(c) || absl::StrContains("/-._~!$&'()*+,;=:@", c)) {
      url += c;
    } else {
      const auto octet = static_cast<uint8_t>(c);
      url += {'%', kDigits[octet >> 4], kDigits[octet & 15]};
    }
  }
  return url;
}

void InspectorSources::Set(const std::string& worker, std::filesystem::path root,
                           std::shared_ptr<const SourceMaps> maps) {
  absl::MutexLock lock(mutex_);
  workers_[worker] = {std::move(root), std::move(maps)};
}

InspectorSources::Worker InspectorSources::Find(std::string_view worker) const {
  absl::MutexLock lock(mutex_);
  auto found = workers_.find(worker);
  return found == workers_.end() ? Worker() : found->second;
}

std::string InspectorSources::UrlOf(const Worker& worker, std::string_view name) {
  if (worker.root.empty() || name.empty()) return "";
  const bool is_written = worker.maps != nullptr && worker.maps->contains(name);
  return FileUrl((is_written ? worker.root / ".atoll" / "bundle" : worker.root) / name);
}

std::string InspectorSources::UrlOf(std::string_view worker, std::string_view name) const {
  // The runtime's own, Node's library, and what has a URL for its name.
  if (absl::StartsWith(name, "atoll:") || absl::StartsWith(name, "node:") ||
      absl::StrContains(name, "://")) {
    return "";
  }
  return UrlOf(Find(worker), name);
}

std::string InspectorSources::FolderUrl(std::string_view worker) const {
  const Worker found = Find(worker);
  return found.root.empty() ? "" : FileUrl(found.root / "");
}

std::string InspectorSources::SourceMapUrl(std::string_view worker, std::string_view url) const {
  const Worker found = Find(worker);
  if (found.maps == nullptr) return "";
  for (const auto& [name, map] : *found.maps) {
    if (UrlOf(found, name) != url) continue;
    const std::string json =
        map.ToJson([&found](std::string_view source) { return FileUrl(found.root / source); });
    return absl::StrCat("data:application/json;base64,", absl::Base64Escape(json));
  }
  return "";
}

}  // namespace host
