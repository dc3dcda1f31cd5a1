#include "bindings/snapshot.h"

// In blob.S.
extern "C" const char atoll_snapshot_begin[];
extern "C" const char atoll_snapshot_end[];

namespace bindings {

std::string_view SnapshotBlob() {
  return {atoll_snapshot_begin, static_cast<size_t>(atoll_snapshot_end - atoll_snapshot_begin)};
}

}  // namespace bindings
