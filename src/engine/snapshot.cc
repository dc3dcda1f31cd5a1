#include "src/engine/snapshot.h"

#include <utility>

#include "src/engine/snapshot_parts.h"

namespace engine {

Snapshot::Snapshot(Platform& platform, std::string_view blob, SnapshotSource source,
                   std::span<const Module* const> modules)
    : platform_(platform),
      blob_(blob),
      text_(std::make_shared<SourceText>(source.text)),
      references_(ExternalReferences(*text_, modules)) {}

Snapshot::Snapshot(const Snapshot& base, std::string blob)
    : platform_(base.platform_),
      owned_(std::move(blob)),
      blob_(owned_),
      text_(base.text_),
      references_(base.references_) {}

Snapshot::~Snapshot() = default;

}  // namespace engine
