#include "src/cache/stored_body.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/base/weak.h"
#include "src/http/whole_body.h"

namespace cache {

class StoredBody final : public http::BodySource {
 public:
  StoredBody(Store& store, const Found& found, uint64_t offset, uint64_t length, Poster post)
      : store_(store),
        stored_(found.stored),
        key_(found.head->key),
        file_(found.file),
        post_(std::move(post)),
        number_(store.bodies_.fetch_add(1, std::memory_order_relaxed)),
        length_(length),
        at_(offset),
        end_(offset + length) {}

  void Read(ReadCallback done) override {
    done_ = std::move(done);
    if (ready_) return Give();
    Fetch();
  }
  std::optional<uint64_t> length() const override { return length_; }

 private:
  using Piece = absl::StatusOr<base::Bytes>;

  // Has the next piece read, unless that is under way, or there is none.
  void Fetch() {
    if (fetching_ || ready_) return;
    if (at_ == end_) {
      if (done_ != nullptr) std::exchange(done_, nullptr)(std::nullopt);
      return;
    }
    fetching_ = true;
    const uint64_t piece = at_ / kPieceBytes;
    store_.Post(number_, [stored = stored_, post = post_, weak = weak_.Get(), piece]() mutable {
      post([weak = std::move(weak), octets = stored->ReadPiece(piece)]() mutable {
        if (weak) weak->OnPiece(std::move(octets));
      });
    });
  }

  void OnPiece(Piece octets) {
    fetching_ = false;
    if (!octets.ok()) {
      store_.Damaged(key_, file_, octets.status());
      ready_ = absl::DataLossError(
          absl::StrCat("The body of the cached response broke off: ", octets.status().message()));
    } else {
      const uint64_t within = at_ % kPieceBytes;
      ready_ = octets->Slice(within, std::min<uint64_t>(octets->size() - within, end_ - at_));
      at_ += (*ready_)->size();
    }
    if (done_ != nullptr) Give();
  }

  // The reader may destroy this.
  void Give() {
    ReadCallback done = std::exchange(done_, nullptr);
    Piece piece = *std::exchange(ready_, std::nullopt);
    if (!piece.ok()) return done(piece.status());
    // The next one, while this one is on its way.
    if (at_ != end_) Fetch();
    done(std::optional(*std::move(piece)));
  }

  Store& store_;
  const std::shared_ptr<const StoredFile> stored_;
  const std::string key_;
  const std::string file_;
  const Poster post_;
  const size_t number_;
  const uint64_t length_;
  uint64_t at_;  // of the body: what is read next
  const uint64_t end_;
  bool fetching_ = false;
  std::optional<Piece> ready_;
  ReadCallback done_;
  base::WeakOwner<StoredBody> weak_{this};
};

http::Body NewStoredBody(Store& store, const Found& found, uint64_t offset, uint64_t length,
                         Poster post) {
  if (found.body) {
    return std::make_unique<http::WholeBody>(found.body->Slice(offset, length));
  }
  return std::make_unique<StoredBody>(store, found, offset, length, std::move(post));
}

}  // namespace cache
