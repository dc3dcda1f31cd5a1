#pragma once

// What making and restoring a snapshot must agree on.

#include <cstdint>
#include <span>
#include <vector>

#include "src/engine/op.h"

namespace engine {

// native:runtime, the engine's own ops; always there, before the modules of the caller.
extern const Module kRuntimeModule;

// The addresses that the heap of a snapshot refers to, in a fixed order, ended by 0.
std::vector<intptr_t> ExternalReferences(std::span<const Module* const> modules);

}  // namespace engine
