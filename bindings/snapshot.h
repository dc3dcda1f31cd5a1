#pragma once

#include <span>
#include <string_view>

#include "src/engine/op.h"
#include "src/engine/snapshot.h"

namespace bindings {

// The start-up snapshot that was made of js-api during the build. Lives for ever.
std::string_view SnapshotBlob();

// js-api in one file, as the snapshot was made of it, its parts that isolates compile on demand,
// and the snapshot that has some of them. Lives for ever.
engine::SnapshotSource Source();

// The native modules that the snapshot refers to, in the order that it was made with.
std::span<const engine::Module* const> Modules();

}  // namespace bindings
