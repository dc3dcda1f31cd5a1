#include "src/host/source_reader.h"

#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/host/files.h"

namespace host {
namespace {

constexpr size_t kMaxModuleBytes = size_t{64} << 20;

}  // namespace

DiskReader::DiskReader(std::filesystem::path root, ModuleRules rules)
    : root_(std::move(root)), rules_(std::move(rules)) {}

absl::StatusOr<engine::ModuleSource> DiskReader::Read(std::string_view name) {
  if (name.find('\0') != name.npos) {
    return absl::InvalidArgumentError("a module's name holds a NUL character");
  }
  const std::string_view file = absl::StripSuffix(name, "?module");
  const std::filesystem::path written = (root_ / file).lexically_normal();
  if (!IsInside(written, root_)) {
    return absl::PermissionDeniedError(
        absl::StrCat(name, ": lies outside of the worker's folder, ", root_.string()));
  }
  files_.push_back(written);
  std::error_code error;
  const std::filesystem::path path = std::filesystem::canonical(written, error);
  if (error) {
    return absl::NotFoundError(absl::StrCat(name, ": no such file in ", root_.string()));
  }
  if (!IsInside(path, root_)) {
    return absl::PermissionDeniedError(absl::StrCat(name, ": is a link to ", path.string(),
                                                    "; expected a file inside ", root_.string()));
  }
  const std::optional<engine::ModuleKind> kind = rules_.KindOf(file);
  if (!kind.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat(name,
                     ": is no module; expected .js, .mjs, .json, .txt, .html, .sql, .bin or "
                     ".wasm, or what a rule of the configuration names"));
  }
  absl::StatusOr<std::string> contents = ReadFile(path, name, kMaxModuleBytes);
  if (!contents.ok()) return contents.status();
  engine::ModuleSource source;
  source.name = std::string(name);
  source.kind = *kind;
  source.contents = base::Bytes(*std::move(contents));
  return source;
}

}  // namespace host
