#include "src/store/lmdb_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "src/store/key_code.h"
#include "src/store/lmdb_env.h"
#include "src/store/lmdb_namespace.h"
#include "src/store/lmdb_writer.h"
#include "src/store/users_lock.h"

namespace store {
namespace {

constexpr int64_t kGatherMillis = 50;
// Of one transaction that removes what has expired.
constexpr size_t kSweptKeys = 500;
// How many expired keys a list passes over before it says that there is another page.
constexpr size_t kMaxPassedOver = 5'000;

int64_t SecondsOf(const base::Clock& clock) {
  return static_cast<int64_t>(clock.WallMillis() / 1000);
}

absl::Status Damaged(std::string_view id, std::string_view key, const absl::Status& how) {
  return absl::DataLossError(absl::StrCat("the value of \"", key, "\" in the namespace \"", id,
                                          "\" is damaged: ", how.message()));
}

absl::Status NoNamespace(std::string_view id) {
  return absl::NotFoundError(absl::StrCat("no namespace is called \"", id, "\""));
}

// Gives the chunks of a value. It keeps the transaction in which the value was found.
class ChunkReader : public ValueReader {
 public:
  ChunkReader(LmdbEnv::Reader reader, MDB_dbi aside, uint64_t value_id, uint64_t bytes)
      : reader_(std::move(reader)), aside_(aside), value_id_(value_id), left_(bytes) {}

  absl::StatusOr<std::optional<base::Bytes>> Next() override {
    if (left_ == 0) return std::nullopt;
    const std::string place = ChunkPlace(value_id_, index_++);
    MDB_val name = ToVal(place), value;
    const int error = mdb_get(reader_.txn(), aside_, &name, &value);
    if (error == MDB_NOTFOUND) return absl::DataLossError("a piece of a value is missing");
    if (error != 0) return LmdbStatus(error, "reading a piece of a value");
    absl::StatusOr<std::string_view> octets = DecodeChunk(place, ToView(value));
    if (!octets.ok()) {
      return absl::DataLossError(
          absl::StrCat("a piece of a value is damaged: ", octets.status().message()));
    }
    if (octets->size() != std::min<uint64_t>(left_, kChunkBytes)) {
      return absl::DataLossError("a piece of a value has the wrong length");
    }
    left_ -= octets->size();
    return base::Bytes::Copy(*octets);
  }

 private:
  const LmdbEnv::Reader reader_;
  const MDB_dbi aside_;
  const uint64_t value_id_;
  uint64_t left_;
  uint64_t index_ = 0;
};

}  // namespace

struct LmdbStore::Parts {
  explicit Parts(Options options) : options(std::move(options)) {}

  const Options options;
  std::optional<UsersLock> lock;
  std::shared_ptr<LmdbEnv> env;
  MDB_dbi meta = 0;
  std::unique_ptr<LmdbWriter> writer;
};

class LmdbStore::LmdbNamespace : public Namespace,
                                 public std::enable_shared_from_this<LmdbNamespace> {
 public:
  LmdbNamespace(Parts& parts, std::string_view id, NamespaceHandles handles)
      : parts_(parts), id_(id), handles_(handles) {}

  absl::StatusOr<std::optional<Found>> Get(std::string_view key, int64_t now) override {
    const std::optional<std::string> encoded = EncodeKey(key);
    if (!encoded) return std::nullopt;
    absl::StatusOr<LmdbEnv::Reader> reader = parts_.env->BeginRead();
    if (!reader.ok()) return reader.status();
    MDB_val name = ToVal(*encoded), value;
    const int error = mdb_get(reader->txn(), handles_.keys, &name, &value);
    if (error == MDB_NOTFOUND) return std::nullopt;
    if (error == MDB_BAD_DBI) return NoNamespace(id_);
    if (error != 0) return LmdbStatus(error, "reading a value");
    absl::StatusOr<Record> record = DecodeRecord(key, ToView(value), Check::kAll);
    if (!record.ok()) return Damaged(id_, key, record.status());
    if (record->expiration != 0 && record->expiration <= now) return std::nullopt;
    Found found;
    found.metadata = std::string(record->metadata);
    found.expiration = record->expiration;
    found.size = record->value_bytes;
    if (record->chunked) {
      found.reader = std::make_unique<ChunkReader>(*std::move(reader), handles_.aside, record->id,
                                                   record->value_bytes);
    } else {
      found.bytes = base::Bytes::Copy(record->value);
    }
    return found;
  }

  absl::StatusOr<Page> List(const ListQuery& query, int64_t now) override {
    std::string_view from = query.prefix;
    if (query.after && *query.after > query.prefix) from = *query.after;
    const std::optional<std::string> start = EncodeKey(from);
    if (!start) return Page();
    absl::StatusOr<LmdbEnv::Reader> reader = parts_.env->BeginRead();
    if (!reader.ok()) return reader.status();
    MDB_cursor* cursor = nullptr;
    int error = mdb_cursor_open(reader->txn(), handles_.keys, &cursor);
    if (error == MDB_BAD_DBI) return NoNamespace(id_);
    if (error != 0) return LmdbStatus(error, "listing keys");
    Page page;
    absl::Status status = ListWith(cursor, *start, query, now, page);
    mdb_cursor_close(cursor);
    if (!status.ok()) return status;
    return page;
  }

  void Apply(std::vector<Write> writes, Done done) override {
    parts_.writer->Post(
        [self = shared_from_this(), writes = std::move(writes)](
            MDB_txn* txn, absl::Status& refused) { return self->Write(txn, writes, refused); },
        std::move(done));
  }

  absl::StatusOr<Usage> GetUsage() override {
    absl::StatusOr<LmdbEnv::Reader> reader = parts_.env->BeginRead();
    if (!reader.ok()) return reader.status();
    const std::string meta_key = MetaKeyOf(id_);
    MDB_val name = ToVal(meta_key), value;
    const int error = mdb_get(reader->txn(), handles_.meta, &name, &value);
    if (error == MDB_NOTFOUND) return NoNamespace(id_);
    if (error != 0) return LmdbStatus(error, "reading a namespace");
    absl::StatusOr<NamespaceRecord> record = DecodeNamespace(id_, ToView(value));
    if (!record.ok()) return record.status();
    return Usage{record->keys, record->bytes};
  }

  // On the writer's thread.
  void RemoveExpired(int64_t now) {
    size_t removed = kSweptKeys;
    while (removed == kSweptKeys && HasExpired(now)) {
      const absl::Status status = parts_.writer->DoHere([&](MDB_txn* txn, absl::Status& refused) {
        NamespaceChange change(txn, id_, handles_);
        int error = change.Begin(refused);
        if (error != 0 || !refused.ok()) return error;
        error = change.RemoveExpired(now, kSweptKeys, removed);
        return error != 0 ? error : change.End();
      });
      if (!status.ok()) return;
    }
  }

  const NamespaceHandles& handles() const { return handles_; }

 private:
  // Whether the first key to expire has: a commit for nothing would still sync the disk.
  bool HasExpired(int64_t now) {
    absl::StatusOr<LmdbEnv::Reader> reader = parts_.env->BeginRead();
    MDB_cursor* cursor = nullptr;
    if (!reader.ok() || mdb_cursor_open(reader->txn(), handles_.aside, &cursor) != 0) return false;
    MDB_val name = ToVal("x"), value;
    const int error = mdb_cursor_get(cursor, &name, &value, MDB_SET_RANGE);
    const std::string_view key = error == 0 ? ToView(name) : std::string_view();
    const bool due = key.size() == 17 && key[0] == 'x' &&
                     ReadOrdered(key.substr(1)) <= static_cast<uint64_t>(now);
    mdb_cursor_close(cursor);
    return due;
  }

  absl::Status ListWith(MDB_cursor* cursor, std::string_view start, const ListQuery& query,
                        int64_t now, Page& page) {
    MDB_val name = ToVal(start), value;
    int error = mdb_cursor_get(cursor, &name, &value, start.empty() ? MDB_FIRST : MDB_SET_RANGE);
    size_t passed_over = 0;
    std::string last;
    for (; error == 0; error = mdb_cursor_get(cursor, &name, &value, MDB_NEXT)) {
      std::optional<std::string> key = DecodeKey(ToView(name));
      if (!key) return absl::DataLossError(absl::StrCat("the namespace \"", id_, "\" is damaged"));
      if (!key->starts_with(query.prefix)) return absl::OkStatus();
      if (query.after && *key <= *query.after) continue;
      if (page.keys.size() == query.limit || passed_over == kMaxPassedOver) {
        page.next = std::move(last);
        return absl::OkStatus();
      }
      last = *key;
      absl::StatusOr<Record> record = DecodeRecord(*key, ToView(value), Check::kHead);
      if (!record.ok()) return Damaged(id_, *key, record.status());
      if (record->expiration != 0 && record->expiration <= now) {
        ++passed_over;
        continue;
      }
      page.keys.push_back({*std::move(key), std::string(record->metadata), record->expiration});
    }
    return error == MDB_NOTFOUND ? absl::OkStatus() : LmdbStatus(error, "listing keys");
  }

  int Write(MDB_txn* txn, const std::vector<store::Write>& writes, absl::Status& refused) {
    if (writes.size() == 1) return WriteAll(txn, writes, refused);
    MDB_txn* inner = nullptr;
    if (int error = mdb_txn_begin(parts_.env->get(), txn, 0, &inner); error != 0) return error;
    const int error = WriteAll(inner, writes, refused);
    if (error == 0 && refused.ok()) return mdb_txn_commit(inner);
    mdb_txn_abort(inner);
    return error;
  }

  int WriteAll(MDB_txn* txn, const std::vector<store::Write>& writes, absl::Status& refused) {
    NamespaceChange change(txn, id_, handles_);
    if (int error = change.Begin(refused); error != 0 || !refused.ok()) return error;
    for (const store::Write& write : writes) {
      const int error = change.Apply(write, parts_.options.quota_bytes, refused);
      if (error != 0 || !refused.ok()) return error;
    }
    return change.End();
  }

  Parts& parts_;
  const std::string id_;
  const NamespaceHandles handles_;
};

LmdbStore::LmdbStore(Options options) : parts_(std::make_unique<Parts>(std::move(options))) {}

LmdbStore::~LmdbStore() {
  // It sweeps the open namespaces.
  parts_->writer = nullptr;
}

absl::StatusOr<std::unique_ptr<LmdbStore>> LmdbStore::OpenFolder(const std::string& folder,
                                                                 Options options) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::UnknownError(
        absl::StrCat(folder, ": the folder cannot be made: ", error.message()));
  }
  std::unique_ptr<LmdbStore> store(new LmdbStore(std::move(options)));
  if (absl::Status status = store->Start(folder); !status.ok()) return status;
  return store;
}

absl::Status LmdbStore::Start(const std::string& folder) {
  absl::StatusOr<UsersLock> lock = UsersLock::Take(folder, UsersLock::Kind::kShared);
  if (!lock.ok()) return lock.status();
  parts_->lock.emplace(*std::move(lock));
  LmdbEnv::Options env_options;
  env_options.map_bytes = parts_->options.map_bytes;
  absl::StatusOr<std::shared_ptr<LmdbEnv>> env = LmdbEnv::Open(folder, env_options);
  if (!env.ok()) return env.status();
  parts_->env = *std::move(env);
  LmdbWriter::Options options;
  options.gather_millis = parts_->options.durability == Durability::kRelaxed ? kGatherMillis : 0;
  options.idle_millis = parts_->options.sweep_millis;
  if (parts_->options.removes_expired) options.idle = [this] { Sweep(); };
  parts_->writer = std::make_unique<LmdbWriter>(parts_->env, std::move(options));
  return CheckFormat();
}

absl::Status LmdbStore::CheckFormat() {
  Parts& parts = *parts_;
  return parts.writer->Do([&parts](MDB_txn* txn, absl::Status& refused) {
    if (int error = mdb_dbi_open(txn, kMetaName, MDB_CREATE, &parts.meta); error != 0) return error;
    const std::string format = absl::StrCat(kFormat);
    MDB_val name = ToVal(kFormatKey), value;
    const int error = mdb_get(txn, parts.meta, &name, &value);
    if (error == MDB_NOTFOUND) {
      value = ToVal(format);
      return mdb_put(txn, parts.meta, &name, &value, 0);
    }
    if (error != 0 || ToView(value) == format) return error;
    uint64_t found = 0;
    const bool newer = absl::SimpleAtoi(ToView(value), &found) && found > kFormat;
    refused = newer ? absl::FailedPreconditionError(absl::StrCat(
                          parts.env->folder(), " was written by a newer Atoll, in format ", found,
                          "; expected format ", kFormat))
                    : absl::DataLossError(absl::StrCat(parts.env->folder(),
                                                       " is damaged: its format is no number; "
                                                       "expected ",
                                                       kFormat));
    return 0;
  });
}

absl::StatusOr<std::shared_ptr<LmdbStore::LmdbNamespace>> LmdbStore::OpenDatabases(
    std::string_view id, std::string_view title, bool create, bool must_be_new) {
  Parts& parts = *parts_;
  NamespaceHandles handles;
  const absl::Status status = parts.writer->Do([&](MDB_txn* txn, absl::Status& refused) {
    handles.meta = parts.meta;
    const std::string key = MetaKeyOf(id);
    MDB_val name = ToVal(key), value;
    int error = mdb_get(txn, parts.meta, &name, &value);
    const bool exists = error == 0;
    if (error != 0 && error != MDB_NOTFOUND) return error;
    if (exists && must_be_new) {
      refused =
          absl::AlreadyExistsError(absl::StrCat("a namespace is called \"", id, "\" already"));
      return 0;
    }
    if (!exists && !create) {
      refused = NoNamespace(id);
      return 0;
    }
    error = mdb_dbi_open(txn, KeysNameOf(id).c_str(), MDB_CREATE, &handles.keys);
    if (error == 0) {
      error = mdb_dbi_open(txn, AsideNameOf(id).c_str(), MDB_CREATE, &handles.aside);
    }
    if (error != 0 || exists) return error;
    NamespaceRecord record;
    record.created = SecondsOf(*parts.options.clock);
    record.title = std::string(title);
    const std::string octets = EncodeNamespace(id, record);
    name = ToVal(key);
    value = ToVal(octets);
    return mdb_put(txn, parts.meta, &name, &value, 0);
  });
  if (!status.ok()) return status;
  return std::make_shared<LmdbNamespace>(parts, id, handles);
}

absl::StatusOr<std::shared_ptr<Namespace>> LmdbStore::Open(std::string_view id, bool create) {
  if (absl::Status status = CheckNamespaceId(id); !status.ok()) return status;
  if (const auto it = parts_->options.check.damaged.find(id);
      it != parts_->options.check.damaged.end()) {
    return absl::DataLossError(absl::StrCat("the namespace \"", id, "\" in ", parts_->env->folder(),
                                            " is damaged: ", it->second));
  }
  absl::MutexLock opening(opening_);
  if (std::shared_ptr<LmdbNamespace> found = FindOpen(id)) return found;
  absl::StatusOr<std::shared_ptr<LmdbNamespace>> opened =
      OpenDatabases(id, id, create, /*must_be_new=*/false);
  if (!opened.ok()) return opened.status();
  absl::MutexLock lock(mutex_);
  open_.insert_or_assign(std::string(id), *opened);
  return *std::move(opened);
}

std::shared_ptr<LmdbStore::LmdbNamespace> LmdbStore::FindOpen(std::string_view id) {
  std::shared_ptr<LmdbNamespace> found;
  {
    absl::MutexLock lock(mutex_);
    const auto it = open_.find(id);
    if (it == open_.end()) return nullptr;
    found = it->second;
  }
  return found->GetUsage().ok() ? found : nullptr;
}

absl::Status LmdbStore::Create(std::string_view id, std::string_view title) {
  if (absl::Status status = CheckNamespaceId(id); !status.ok()) return status;
  return OpenDatabases(id, title, /*create=*/true, /*must_be_new=*/true).status();
}

absl::Status LmdbStore::Delete(std::string_view id) {
  absl::StatusOr<std::shared_ptr<Namespace>> found = Open(id, /*create=*/false);
  if (!found.ok()) return found.status();
  const NamespaceHandles handles = static_cast<LmdbNamespace&>(**found).handles();
  // The databases go, their handles stay: readers may use them.
  return parts_->writer->Do([&](MDB_txn* txn, absl::Status&) {
    const std::string key = MetaKeyOf(id);
    MDB_val name = ToVal(key);
    int error = mdb_del(txn, handles.meta, &name, nullptr);
    if (error == 0) error = mdb_drop(txn, handles.keys, 0);
    if (error == 0) error = mdb_drop(txn, handles.aside, 0);
    return error == MDB_NOTFOUND ? 0 : error;
  });
}

absl::StatusOr<std::vector<NamespaceInfo>> LmdbStore::Namespaces() {
  absl::StatusOr<LmdbEnv::Reader> reader = parts_->env->BeginRead();
  if (!reader.ok()) return reader.status();
  MDB_cursor* cursor = nullptr;
  int error = mdb_cursor_open(reader->txn(), parts_->meta, &cursor);
  if (error != 0) return LmdbStatus(error, "listing namespaces");
  std::vector<NamespaceInfo> infos;
  MDB_val name = ToVal("n"), value;
  for (error = mdb_cursor_get(cursor, &name, &value, MDB_SET_RANGE);
       error == 0 && ToView(name).starts_with('n');
       error = mdb_cursor_get(cursor, &name, &value, MDB_NEXT)) {
    const std::string id(ToView(name).substr(1));
    absl::StatusOr<NamespaceRecord> record = DecodeNamespace(id, ToView(value));
    if (!record.ok()) continue;  // the file's check has told of it
    infos.push_back({id, record->title, record->created, {record->keys, record->bytes}});
  }
  mdb_cursor_close(cursor);
  return infos;
}

void LmdbStore::Sweep() {
  std::vector<std::shared_ptr<LmdbNamespace>> open;
  {
    absl::MutexLock lock(mutex_);
    for (const auto& [id, one] : open_) open.push_back(one);
  }
  const int64_t now = SecondsOf(*parts_->options.clock);
  for (const auto& one : open) one->RemoveExpired(now);
  parts_->env->ForgetDeadReaders();
}

}  // namespace store
