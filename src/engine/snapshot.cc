#include "src/engine/snapshot.h"

#include "src/engine/snapshot_parts.h"

namespace engine {

Snapshot::Snapshot(Platform& platform, std::string_view blob,
                   std::span<const Module* const> modules)
    : platform_(platform), blob_(blob), references_(ExternalReferences(modules)) {}

}  // namespace engine
