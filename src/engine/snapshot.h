#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/engine/op.h"
#include "src/engine/platform.h"

namespace engine {

class SourceTexts;

// A part of js-api that an isolate compiles when it is asked for by name, and not before: the body
// of a function. Octets of ASCII.
struct LazySource {
  std::string_view name;
  std::string_view text;
};

// js-api as one ES module, whose imports are native modules only: as a bundler leaves it. Octets of
// ASCII.
struct SnapshotSource {
  std::string_view name;  // what stack traces call it, after "atoll:"
  std::string_view text;
  std::span<const LazySource> lazy = {};  // in no order; names are their own
  // A blob that went on from the snapshot's, with some of the lazy texts run; empty: there is none.
  std::string_view library = {};
};

// The start-up snapshot: a V8 heap in which js-api has been evaluated, and the ops it refers to.
// Immutable; any thread. It must outlive the isolates made from it.
class Snapshot {
 public:
  struct Borrowed {};

  // `blob` is what BuildSnapshot returned for the same `source`, and the same `modules` in the same
  // order. The platform, the blob, the modules and the source's texts are borrowed: the texts are
  // in no isolate's heap.
  Snapshot(Platform& platform, std::string_view blob, SnapshotSource source,
           std::span<const Module* const> modules);
  // A heap that went on from the one of `base`, whose source and modules it has: what
  // Isolate::TakeSnapshot returned.
  Snapshot(const Snapshot& base, std::string blob);
  // The same, of a blob that is borrowed.
  Snapshot(const Snapshot& base, std::string_view blob, Borrowed);
  Snapshot(const Snapshot&) = delete;
  ~Snapshot();

  Platform& platform() const { return platform_; }
  std::string_view blob() const { return blob_; }
  const intptr_t* external_references() const { return references_.data(); }
  const SourceTexts& texts() const { return *texts_; }
  std::span<const Module* const> modules() const { return modules_; }
  // What isolates of workers that import from the lazy texts are made of, of the source's
  // `library`; null when that is empty. Lives as long as this snapshot does.
  const std::shared_ptr<const Snapshot>& library() const { return library_; }

 private:
  Platform& platform_;
  const std::string owned_;  // the blob, where nobody else keeps it
  const std::string_view blob_;
  const std::shared_ptr<const SourceTexts> texts_;
  const std::span<const Module* const> modules_;
  std::vector<intptr_t> references_;
  std::shared_ptr<const Snapshot> library_;
};

// Evaluates js-api in a fresh isolate and returns the heap, with no function compiled. Fails when a
// text is not ASCII, an op is imported that no module declares, or an op is declared, of a module
// that is not lazy, that js-api does not import.
absl::StatusOr<std::string> BuildSnapshot(Platform& platform, SnapshotSource source,
                                          std::span<const Module* const> modules);

}  // namespace engine
