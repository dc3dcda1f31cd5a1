#pragma once

// Inside this room only: includes lmdb.h.

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "lmdb.h"

namespace store {

// What an error of LMDB's means, for `what` was to be done: "reading /data/kv". kResourceExhausted:
// the disk is full. kDataLoss: the file is damaged.
absl::Status LmdbStatus(int error, std::string_view what);

inline MDB_val ToVal(std::string_view octets) {
  return {octets.size(), const_cast<char*>(octets.data())};
}
inline std::string_view ToView(const MDB_val& val) {
  return {static_cast<const char*>(val.mv_data), val.mv_size};
}

// A file of LMDB's that is mapped, for reading, into memory. Reads take no lock: a transaction of
// one thread after another is kept for the next. Any thread, but for what the writer's alone does.
class LmdbEnv : public std::enable_shared_from_this<LmdbEnv> {
 public:
  struct Options {
    // How much address space is set aside for the file at first.
    uint64_t map_bytes = uint64_t{64} << 30;
    uint32_t max_databases = 20'002;
    bool read_only = false;
  };

  // `folder` exists. The file in it is made if there is none.
  static absl::StatusOr<std::shared_ptr<LmdbEnv>> Open(const std::string& folder, Options options);
  ~LmdbEnv();
  LmdbEnv(const LmdbEnv&) = delete;

  // A view of the whole file as it was at one moment; one thread at a time. What it has given is
  // valid while it lives. It keeps the file from using again what others remove.
  class Reader {
   public:
    Reader(Reader&& other) noexcept : env_(std::move(other.env_)), txn_(other.txn_) {
      other.txn_ = nullptr;
    }
    ~Reader() {
      if (txn_ != nullptr) env_->EndRead(txn_);
    }
    MDB_txn* txn() const { return txn_; }

   private:
    friend class LmdbEnv;
    Reader(std::shared_ptr<LmdbEnv> env, MDB_txn* txn) : env_(std::move(env)), txn_(txn) {}

    std::shared_ptr<LmdbEnv> env_;
    MDB_txn* txn_;
  };
  absl::StatusOr<Reader> BeginRead();

  // Sets aside twice the address space, or what another process has set aside. Waits a moment for
  // readers, of which there must be none. The writer's thread, outside its transaction.
  absl::Status Grow();
  // Frees what readers of processes that have ended hold.
  void ForgetDeadReaders();

  MDB_env* get() const { return env_; }
  const std::string& folder() const { return folder_; }

 private:
  LmdbEnv(std::string folder, Options options) : folder_(std::move(folder)), options_(options) {}
  absl::Status OpenFile();
  // Between the two nobody changes the map.
  void Enter();
  void Leave() { readers_.fetch_sub(1, std::memory_order_release); }
  int NewReader(MDB_txn** txn);
  void EndRead(MDB_txn* txn);
  absl::Status SetMapSize(uint64_t bytes);

  const std::string folder_;
  const Options options_;
  MDB_env* env_ = nullptr;
  // Read transactions that nobody uses.
  std::array<std::atomic<MDB_txn*>, 64> idle_{};
  std::atomic<int64_t> readers_ = 0;
  std::atomic<bool> growing_ = false;
  absl::Mutex growing_mutex_;  // held while growing_
};

}  // namespace store
