#include "bindings/snapshot.h"

// In blob.S.
extern "C" const char atoll_snapshot_begin[];
extern "C" const char atoll_snapshot_end[];
extern "C" const char atoll_source_begin[];
extern "C" const char atoll_source_end[];
extern "C" const char atoll_library_begin[];
extern "C" const char atoll_library_end[];

// In lazy.S.
#define LAZY_SOURCE(number, name)              \
  extern "C" const char atoll_lazy_##number[]; \
  extern "C" const char atoll_lazy_##number##_end[];
#include "bindings/node.inc"
#undef LAZY_SOURCE

namespace bindings {

std::string_view SnapshotBlob() {
  return {atoll_snapshot_begin, static_cast<size_t>(atoll_snapshot_end - atoll_snapshot_begin)};
}

engine::SnapshotSource Source() {
  static const engine::LazySource kLazy[] = {
#define LAZY_SOURCE(number, name) \
  {name,                          \
   {atoll_lazy_##number, static_cast<size_t>(atoll_lazy_##number##_end - atoll_lazy_##number)}},
#include "bindings/node.inc"
#undef LAZY_SOURCE
  };
  return {"js-api/boot.js",
          {atoll_source_begin, static_cast<size_t>(atoll_source_end - atoll_source_begin)},
          kLazy,
          {atoll_library_begin, static_cast<size_t>(atoll_library_end - atoll_library_begin)}};
}

}  // namespace bindings
