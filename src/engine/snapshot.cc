#include "src/engine/snapshot.h"

#include <utility>

#include "src/engine/snapshot_parts.h"

namespace engine {

Snapshot::Snapshot(Platform& platform, std::string_view blob, SnapshotSource source,
                   std::span<const Module* const> modules)
    : platform_(platform),
      blob_(blob),
      texts_(std::make_shared<const SourceTexts>(source)),
      modules_(modules),
      references_(ExternalReferences(*texts_, modules)) {
  if (!source.library.empty()) {
    library_ = std::make_shared<const Snapshot>(*this, source.library, Borrowed());
  }
}

Snapshot::Snapshot(const Snapshot& base, std::string_view blob, Borrowed)
    : platform_(base.platform_),
      blob_(blob),
      texts_(base.texts_),
      modules_(base.modules_),
      references_(base.references_) {}

Snapshot::Snapshot(const Snapshot& base, std::string blob)
    : platform_(base.platform_),
      owned_(std::move(blob)),
      blob_(owned_),
      texts_(base.texts_),
      modules_(base.modules_),
      references_(base.references_) {}

Snapshot::~Snapshot() = default;

}  // namespace engine
