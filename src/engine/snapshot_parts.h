#pragma once

// What making and restoring a snapshot must agree on. Inside the engine room only: includes v8.h.

#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "src/base/bytes.h"
#include "src/engine/op.h"
#include "src/engine/snapshot.h"
#include "v8.h"

namespace engine {

// native:runtime, the engine's own ops; always there, before the modules of the caller.
extern const Module kRuntimeModule;

// A text of js-api as V8's strings refer to it: borrowed, and the same in all isolates. Any thread.
class SourceText final : public v8::String::ExternalOneByteStringResource {
 public:
  explicit SourceText(std::string_view text) : text_(text) {}

  const char* data() const override { return text_.data(); }
  size_t length() const override { return text_.size(); }

  // V8's code cache of the text, once an isolate has made one; else empty. Its contents are
  // trusted.
  base::Bytes code_cache() const {
    absl::MutexLock lock(mutex_);
    return code_cache_;
  }
  void KeepCodeCache(base::Bytes code_cache) {
    absl::MutexLock lock(mutex_);
    if (code_cache_.empty()) code_cache_ = std::move(code_cache);
  }

 private:
  // A string of one isolate is gone.
  void Dispose() override {}

  const std::string_view text_;
  mutable absl::Mutex mutex_;
  base::Bytes code_cache_ ABSL_GUARDED_BY(mutex_);
};

// All texts of js-api. Any thread. V8 takes the texts without const, and changes none.
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
