#include "bindings/snapshot.h"

// In blob.S.
extern "C" const char atoll_snapshot_begin[];
extern "C" const char atoll_snapshot_end[];
extern "C" const char atoll_source_begin[];
extern "C" const char atoll_source_end[];

namespace bindings {

std::string_view SnapshotBlob() {
  return {atoll_snapshot_begin, static_cast<size_t>(atoll_snapshot_end - atoll_snapshot_begin)};
}

engine::SnapshotSource Source() {
  return {"js-api/boot.js",
          {atoll_source_begin, static_cast<size_t>(atoll_source_end - atoll_source_begin)}};
}

}  // namespace bindings
