#include "src/engine/snapshot.h"

#include "src/engine/snapshot_parts.h"

namespace engine {

Snapshot::Snapshot(Platform& platform, std::string_view blob, SnapshotSource source,
                   std::span<const Module* const> modules)
    : platform_(platform),
      blob_(blob),
      text_(std::make_unique<SourceText>(source.text)),
      references_(ExternalReferences(*text_, modules)) {}

Snapshot::~Snapshot() = default;

}  // namespace engine
