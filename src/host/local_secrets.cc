#include "src/host/local_secrets.h"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/host/files.h"

namespace host {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxBytes = size_t{1} << 20;

// Adds the variables of one file, which may not be there unless it is `needed`.
absl::Status Add(const fs::path& path, bool needed, LocalSecrets& secrets) {
  secrets.files.push_back(fs::absolute(path));
  std::error_code error;
  // A folder may be called .env, too: one with a Python.
  if (!needed && (!fs::exists(path, error) || fs::is_directory(path, error))) {
    return absl::OkStatus();
  }
  const std::string shown = needed ? path.string() : path.filename().string();
  absl::StatusOr<std::string> text = ReadFile(path, shown, kMaxBytes);
  if (!text.ok()) return text.status();
  Dotenv file = ParseDotenv(*text, shown);
  std::ranges::move(file.warnings, std::back_inserter(secrets.warnings));
  secrets.read.push_back(fs::absolute(path));
  for (auto& [name, value] : file.variables) {
    bool known = false;
    for (auto& [other, old] : secrets.variables) {
      if (other != name) continue;
      old = value;
      known = true;
    }
    if (!known) secrets.variables.emplace_back(std::move(name), std::move(value));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LocalSecrets> ReadLocalSecrets(const fs::path& folder, std::string_view environment,
                                              const std::vector<std::string>& given) {
  LocalSecrets secrets;
  for (const std::string& path : given) {
    if (absl::Status status = Add(path, true, secrets); !status.ok()) return status;
  }
  if (!given.empty()) return secrets;
  std::vector<std::string> own = {".dev.vars"};
  std::vector<std::string> shared = {".env", ".env.local"};
  if (!environment.empty()) {
    own.insert(own.begin(), absl::StrCat(".dev.vars.", environment));
    shared.push_back(absl::StrCat(".env.", environment));
    shared.push_back(absl::StrCat(".env.", environment, ".local"));
  }
  for (const std::string& name : own) {
    if (absl::Status status = Add(folder / name, false, secrets); !status.ok()) return status;
    if (!secrets.read.empty()) return secrets;
  }
  for (const std::string& name : shared) {
    if (absl::Status status = Add(folder / name, false, secrets); !status.ok()) return status;
  }
  return secrets;
}

}  // namespace host
