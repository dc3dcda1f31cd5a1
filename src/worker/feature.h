#pragma once

#include <span>
#include <string_view>

#include "src/engine/op.h"

namespace worker {

// One part of what JavaScript sees: the native modules that its JavaScript half imports.
// bindings/all.cc lists every feature once; the snapshot, V8's external references and the
// program are all made from that list. Immutable.
struct Feature {
  std::string_view name;  // "url", "crypto", "kv"
  std::span<const engine::Module* const> modules;
};

}  // namespace worker
