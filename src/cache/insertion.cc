// How responses get into the store.

#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cache/insertion_state.h"
#include "src/cache/store.h"

namespace cache {
namespace {

// Octets that may wait to be written; above, the sender has to wait.
constexpr size_t kMaxPending = size_t{1} << 20;

}  // namespace

Insertion::~Insertion() {
  if (state_ != nullptr) state_->Abort();
}

bool Insertion::Write(base::Bytes piece, absl::AnyInvocable<void()> ready) {
  return state_->Write(std::move(piece), std::move(ready));
}

const absl::Status& Insertion::refused() const { return state_->refused; }

void Insertion::Finish(absl::AnyInvocable<void(absl::Status)> done) {
  std::exchange(state_, nullptr)->Finish(std::move(done));
}

absl::Status InsertionState::TooLarge() const {
  if (most < store.options().max_body_bytes) {
    return absl::UnavailableError("the cache has no folder, and the body is too large for memory");
  }
  return absl::ResourceExhaustedError(
      absl::StrCat("the response's body has more than ", most, " octets, the most that is stored"));
}

bool InsertionState::Write(base::Bytes piece, absl::AnyInvocable<void()> ready) {
  received += piece.size();
  if (refused.ok() && received > most) {
    refused = TooLarge();
    small = std::string();
    Abort();
  }
  if (!refused.ok()) return true;
  const bool fits = received <= kMaxMemoryBody || !store.on_disk();
  if (!in_file && fits) {
    small.append(piece.view());
    return true;
  }
  {
    absl::MutexLock lock(mutex_);
    if (!in_file) pending_ += small.size();
    pending_ += piece.size();
  }
  if (!std::exchange(in_file, true)) WriteToFile(base::Bytes(std::exchange(small, {})));
  WriteToFile(std::move(piece));
  absl::MutexLock lock(mutex_);
  if (pending_ <= kMaxPending) return true;
  ready_ = std::move(ready);
  return false;
}

void InsertionState::WriteToFile(base::Bytes piece) {
  store.Post(number, [self = shared_from_this(), piece = std::move(piece)] {
    self->Append(piece, /*whole=*/false);
    absl::AnyInvocable<void()> ready;
    {
      absl::MutexLock lock(self->mutex_);
      self->pending_ -= piece.size();
      if (self->pending_ <= kMaxPending) ready = std::exchange(self->ready_, nullptr);
    }
    if (ready != nullptr) ready();
  });
}

void InsertionState::Append(const base::Bytes& piece, bool whole) {
  if (!failed_.ok()) return;
  if (writer_ == nullptr) {
    writer_ =
        std::make_unique<FileWriter>(store.PathOf(absl::StrCat("tmp/", store.NewName())), *head);
  }
  failed_ = whole ? writer_->WriteWhole(piece.view()) : writer_->Append(piece.view());
  if (failed_.ok()) return;
  writer_ = nullptr;
  store.Failed(failed_);
}

absl::Status InsertionState::CheckLength() const {
  if (!length || *length == received) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the response's body has ", received,
                                          " octets; expected ", *length, " (Content-Length)"));
}

void InsertionState::Finish(absl::AnyInvocable<void(absl::Status)> done) {
  if (refused.ok()) refused = CheckLength();
  if (!refused.ok()) {
    Abort();
    return done(refused);
  }
  std::optional<base::Bytes> body;
  if (!in_file) body = base::Bytes(std::exchange(small, {}));
  if (!store.on_disk()) {
    store.Publish(head, "", 0, received, std::move(body));
    return done(absl::OkStatus());
  }
  store.Post(number, [self = shared_from_this(), body = std::move(body),
                      done = std::move(done)]() mutable { done(self->Commit(std::move(body))); });
}

absl::Status InsertionState::Commit(std::optional<base::Bytes> body) {
  // A small body is written now.
  if (body) Append(*body, /*whole=*/true);
  if (failed_.ok()) {
    const std::string file =
        absl::StrCat(absl::Hex(Index::ShardOf(head->key)), "/", store.NewName());
    absl::StatusOr<FilePrefix> prefix = writer_->Commit(store.PathOf(file));
    if (prefix.ok()) {
      writer_ = nullptr;
      store.Publish(head, file, prefix->file_bytes(), prefix->body_bytes, std::move(body));
      return absl::OkStatus();
    }
    failed_ = prefix.status();
    writer_ = nullptr;
    store.Failed(failed_);
  }
  return absl::UnavailableError(failed_.message());
}

void InsertionState::Abort() {
  if (!in_file) return;
  // After what is being written.
  store.Post(number, [self = shared_from_this()] { self->writer_ = nullptr; });
}

}  // namespace cache
