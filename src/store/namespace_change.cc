#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "src/store/key_code.h"
#include "src/store/lmdb_namespace.h"

namespace store {
namespace {

constexpr size_t kExpiryKeyBytes = 1 + 8 + 8;

std::string ExpiryKey(int64_t expiration, uint64_t value_id) {
  std::string key = "x";
  AppendOrdered(static_cast<uint64_t>(expiration), key);
  AppendOrdered(value_id, key);
  return key;
}

int Get(MDB_txn* txn, MDB_dbi database, std::string_view key, std::string_view* octets) {
  MDB_val name = ToVal(key), value;
  const int error = mdb_get(txn, database, &name, &value);
  if (error == 0) *octets = ToView(value);
  return error;
}

int Set(MDB_txn* txn, MDB_dbi database, std::string_view key, std::string_view octets) {
  MDB_val name = ToVal(key), value = ToVal(octets);
  return mdb_put(txn, database, &name, &value, 0);
}

// What is not there is no error.
int Remove(MDB_txn* txn, MDB_dbi database, std::string_view key) {
  MDB_val name = ToVal(key);
  const int error = mdb_del(txn, database, &name, nullptr);
  return error == MDB_NOTFOUND ? 0 : error;
}

}  // namespace

std::string MetaKeyOf(std::string_view id) { return absl::StrCat("n", id); }
std::string KeysNameOf(std::string_view id) { return absl::StrCat("k", id); }
std::string AsideNameOf(std::string_view id) { return absl::StrCat("a", id); }

std::string ChunkPlace(uint64_t value_id, uint64_t index) {
  std::string place = "c";
  AppendOrdered(value_id, place);
  for (int shift = 24; shift >= 0; shift -= 8) place.push_back(static_cast<char>(index >> shift));
  return place;
}

uint64_t ChunkCount(const Record& record) {
  return record.chunked ? (record.value_bytes + kChunkBytes - 1) / kChunkBytes : 0;
}

// What a key has before it is changed.
struct NamespaceChange::Old {
  bool exists = false;
  bool damaged = false;  // nobody knows what else belongs to it
  uint64_t bytes = 0;
  uint64_t id = 0;
  int64_t expiration = 0;
  uint64_t chunks = 0;
};

int NamespaceChange::Begin(absl::Status& refused) {
  std::string_view octets;
  const int error = Get(txn_, handles_.meta, MetaKeyOf(id_), &octets);
  if (error == MDB_NOTFOUND) {
    refused = absl::NotFoundError(absl::StrCat("no namespace is called \"", id_, "\" any more"));
    return 0;
  }
  if (error != 0) return error;
  absl::StatusOr<NamespaceRecord> record = DecodeNamespace(id_, octets);
  if (!record.ok()) {
    refused = absl::DataLossError(
        absl::StrCat("the namespace \"", id_, "\" is damaged: ", record.status().message()));
    return 0;
  }
  record_ = *std::move(record);
  return 0;
}

int NamespaceChange::Find(std::string_view key, std::string_view encoded, Old& old) {
  std::string_view octets;
  const int error = Get(txn_, handles_.keys, encoded, &octets);
  if (error != 0) return error == MDB_NOTFOUND ? 0 : error;
  old.exists = true;
  absl::StatusOr<Record> record = DecodeRecord(key, octets, Check::kHead);
  old.damaged = !record.ok();
  if (old.damaged) return 0;
  old.bytes = key.size() + record->metadata.size() + record->value_bytes;
  old.id = record->id;
  old.expiration = record->expiration;
  old.chunks = ChunkCount(*record);
  return 0;
}

int NamespaceChange::RemoveAside(const Old& old) {
  if (!old.exists || old.damaged) return 0;
  int error = 0;
  for (uint64_t i = 0; i < old.chunks && error == 0; ++i) {
    error = Remove(txn_, handles_.aside, ChunkPlace(old.id, i));
  }
  if (error != 0 || old.expiration == 0) return error;
  return Remove(txn_, handles_.aside, ExpiryKey(old.expiration, old.id));
}

int NamespaceChange::PutChunks(uint64_t value_id, std::string_view value) {
  for (uint64_t i = 0; !value.empty(); ++i) {
    const std::string place = ChunkPlace(value_id, i);
    const std::string_view octets = value.substr(0, kChunkBytes);
    const int error = Set(txn_, handles_.aside, place, EncodeChunk(place, octets));
    if (error != 0) return error;
    value.remove_prefix(octets.size());
  }
  return 0;
}

int NamespaceChange::Put(std::string_view encoded, const Write& write) {
  Record record;
  record.id = ++record_.last_id;
  record.expiration = write.expiration;
  record.value_bytes = write.value->size();
  record.metadata = write.metadata;
  record.chunked = record.value_bytes > kMaxInlineBytes;
  if (!record.chunked) record.value = write.value->view();
  int error = record.chunked ? PutChunks(record.id, write.value->view()) : 0;
  if (error == 0 && write.expiration != 0) {
    error = Set(txn_, handles_.aside, ExpiryKey(write.expiration, record.id), encoded);
  }
  if (error != 0) return error;
  return Set(txn_, handles_.keys, encoded, EncodeRecord(write.key, record));
}

int NamespaceChange::Apply(const Write& write, uint64_t quota_bytes, absl::Status& refused) {
  const std::optional<std::string> encoded = EncodeKey(write.key);
  refused = CheckWrite(write);
  if (refused.ok() && !encoded) refused = absl::InvalidArgumentError("a key that is no UTF-8");
  if (!refused.ok()) return 0;
  Old old;
  int error = Find(write.key, *encoded, old);
  if (error != 0) return error;
  const uint64_t added =
      write.value ? write.key.size() + write.metadata.size() + write.value->size() : 0;
  const uint64_t before = record_.bytes - std::min(record_.bytes, old.bytes);
  if (write.value && before + added > quota_bytes && added > old.bytes) {
    refused = absl::ResourceExhaustedError(
        absl::StrCat("Namespace size of ", before + added, " exceeds quota of ", quota_bytes, "."));
    return 0;
  }
  error = RemoveAside(old);
  if (error != 0) return error;
  record_.bytes = before + added;
  if (old.exists && record_.keys > 0) --record_.keys;
  if (!write.value) return Remove(txn_, handles_.keys, *encoded);
  ++record_.keys;
  return Put(*encoded, write);
}

int NamespaceChange::RemoveIfExpired(uint64_t value_id, std::string_view encoded) {
  const std::optional<std::string> key = DecodeKey(encoded);
  if (!key) return 0;
  Old old;
  int error = Find(*key, encoded, old);
  if (error != 0 || !old.exists || old.damaged || old.id != value_id) return error;
  error = RemoveAside(old);
  if (error == 0) error = Remove(txn_, handles_.keys, encoded);
  record_.bytes -= std::min(record_.bytes, old.bytes);
  if (record_.keys > 0) --record_.keys;
  return error;
}

int NamespaceChange::RemoveExpired(int64_t now, size_t most, size_t& removed) {
  for (removed = 0; removed < most; ++removed) {
    MDB_cursor* cursor = nullptr;
    if (int error = mdb_cursor_open(txn_, handles_.aside, &cursor); error != 0) return error;
    MDB_val name = ToVal("x"), value;
    const int found = mdb_cursor_get(cursor, &name, &value, MDB_SET_RANGE);
    const std::string key(found == 0 ? ToView(name) : std::string_view());
    const std::string encoded(found == 0 ? ToView(value) : std::string_view());
    mdb_cursor_close(cursor);
    if (found == MDB_NOTFOUND) return 0;
    if (found != 0) return found;
    if (key.size() != kExpiryKeyBytes || key[0] != 'x') return 0;
    if (ReadOrdered(std::string_view(key).substr(1)) > static_cast<uint64_t>(now)) return 0;
    int error = RemoveIfExpired(ReadOrdered(std::string_view(key).substr(9)), encoded);
    if (error == 0) error = Remove(txn_, handles_.aside, key);
    if (error != 0) return error;
  }
  return 0;
}

int NamespaceChange::End() {
  return Set(txn_, handles_.meta, MetaKeyOf(id_), EncodeNamespace(id_, record_));
}

}  // namespace store
