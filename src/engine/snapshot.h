#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "src/engine/op.h"
#include "src/engine/platform.h"

namespace engine {

// The start-up snapshot: a V8 heap in which js-api has been evaluated, and the ops it refers to.
// Immutable; any thread. It must outlive the isolates made from it.
class Snapshot {
 public:
  // `blob` is what BuildSnapshot returned for the same `modules` in the same order; both
  // `platform` and `blob` are borrowed.
  Snapshot(Platform& platform, std::string_view blob, std::span<const Module* const> modules);
  Snapshot(const Snapshot&) = delete;

  Platform& platform() const { return platform_; }
  std::string_view blob() const { return blob_; }
  const intptr_t* external_references() const { return references_.data(); }

 private:
  Platform& platform_;
  std::string_view blob_;
  std::vector<intptr_t> references_;
};

// Reads the text of a JavaScript file by its path, such as "js-api/url/url.js".
using SourceReader = absl::FunctionRef<absl::StatusOr<std::string>(std::string_view path)>;

// Evaluates the ES module at `root` and all it imports in a fresh isolate, and returns the heap.
// Fails when an import is not found, an op is imported that no module declares, or an op is
// declared that no file imports.
absl::StatusOr<std::string> BuildSnapshot(Platform& platform, std::string_view root,
                                          SourceReader read,
                                          std::span<const Module* const> modules);

}  // namespace engine
