#pragma once

// Inside this room only: includes lmdb.h.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/clock.h"
#include "src/store/lmdb_env.h"
#include "src/store/lmdb_writer.h"
#include "src/store/record.h"
#include "src/store/store.h"

namespace store {

// How the file is laid out. Format 1:
//
//   meta      "format"             the format's number as decimal digits
//             "n" ID               NamespaceRecord
//   "k" ID    encoded key          Record, which has the value where it is small
//   "a" ID    "c" value-id index   a chunk of a large value
//             "x" expiration id    the encoded key of the value that expires then
//
// Numbers in keys are ordered: 8 octets, of an index 4.
inline constexpr char kMetaName[] = "meta";
inline constexpr std::string_view kFormatKey = "format";
inline constexpr uint64_t kFormat = 1;
std::string MetaKeyOf(std::string_view id);
std::string KeysNameOf(std::string_view id);
std::string AsideNameOf(std::string_view id);
std::string ChunkPlace(uint64_t value_id, uint64_t index);
uint64_t ChunkCount(const Record& record);

// The databases of one namespace.
struct NamespaceHandles {
  MDB_dbi meta = 0;
  MDB_dbi keys = 0;
  MDB_dbi aside = 0;
};

// Changes one namespace in a transaction of the writer's. Errors are LMDB's.
class NamespaceChange {
 public:
  // `id` and `handles` are borrowed.
  NamespaceChange(MDB_txn* txn, std::string_view id, const NamespaceHandles& handles)
      : txn_(txn), id_(id), handles_(handles) {}

  // Reads what is stored of the namespace as a whole. `refused`: there is no such namespace.
  int Begin(absl::Status& refused);
  // Refuses what would be more than `quota_bytes`.
  int Apply(const Write& write, uint64_t quota_bytes, absl::Status& refused);
  // Removes at most `most` keys that have expired at `now`; how many, in `removed`.
  int RemoveExpired(int64_t now, size_t most, size_t& removed);
  int End();

 private:
  struct Old;
  int Find(std::string_view key, std::string_view encoded, Old& old);
  int RemoveAside(const Old& old);
  int PutChunks(uint64_t value_id, std::string_view value);
  int Put(std::string_view encoded, const Write& write);
  int RemoveIfExpired(uint64_t value_id, std::string_view encoded);

  MDB_txn* const txn_;
  const std::string_view id_;
  const NamespaceHandles& handles_;
  NamespaceRecord record_;
};

}  // namespace store
