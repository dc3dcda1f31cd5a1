#pragma once

// What making and restoring a snapshot must agree on. Inside the engine room only: includes v8.h.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "src/engine/op.h"
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

// The addresses that the heap of a snapshot refers to, in a fixed order, ended by 0.
std::vector<intptr_t> ExternalReferences(const SourceText& text,
                                         std::span<const Module* const> modules);

}  // namespace engine
