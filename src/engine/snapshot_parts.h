#pragma once

// What making and restoring a snapshot must agree on. Inside the engine room only: includes v8.h.

#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "src/engine/op.h"
#include "src/engine/snapshot.h"
#include "v8.h"

namespace engine {

// native:runtime, the engine's own ops; always there, before the modules of the caller.
extern const Module kRuntimeModule;

// The text of js-api as V8's strings refer to it: borrowed, and the same in all isolates.
class SourceText final : public v8::String::ExternalOneByteStringResource {
 public:
  explicit SourceText(std::string_view text) : text_(text) {}

  const char* data() const override { return text_.data(); }
  size_t length() const override { return text_.size(); }

 private:
  // A string of one isolate is gone.
  void Dispose() override {}

  std::string_view text_;
};

// All texts of js-api. Immutable; any thread. V8 takes the texts without const, and changes none.
class SourceTexts {
 public:
  explicit SourceTexts(const SnapshotSource& source);

  SourceText* boot() const { return &texts_.front(); }
  // The lazy text of that name; null when there is none.
  SourceText* FindLazy(std::string_view name) const;
  const std::deque<SourceText>& all() const { return texts_; }

 private:
  mutable std::deque<SourceText> texts_;  // boot's first
  absl::flat_hash_map<std::string_view, SourceText*> lazy_;
};

// The ops of a lazy native module as an object without prototype; empty when no module of that name
// is lazy.
v8::MaybeLocal<v8::Object> LazyOps(v8::Local<v8::Context> context,
                                   std::span<const Module* const> modules,
                                   std::string_view specifier);

// The addresses that the heap of a snapshot refers to, in a fixed order, ended by 0.
std::vector<intptr_t> ExternalReferences(const SourceTexts& texts,
                                         std::span<const Module* const> modules);

}  // namespace engine
