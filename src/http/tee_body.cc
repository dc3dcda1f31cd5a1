#include "src/http/tee_body.h"

#include <array>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "src/base/bytes.h"

namespace http {
namespace {

constexpr size_t kMaxLead = size_t{1} << 20;

// What the two bodies share.
class Tee : public std::enable_shared_from_this<Tee> {
 public:
  Tee(Body source, std::shared_ptr<TeeAllowance> allowance)
      : source_(std::move(source)), length_(source_->length()), allowance_(std::move(allowance)) {}
  ~Tee() {
    for (Side& side : sides_) Forget(side);
  }

  std::optional<uint64_t> length() const { return length_; }
  void WillReadThrough(size_t side) { sides_[side].reads_through = true; }

  void Read(size_t side, BodySource::ReadCallback done) {
    sides_[side].waiting = std::move(done);
    Deliver(side);
    Pull();
  }

  void Drop(size_t side) {
    const std::shared_ptr<Tee> self = shared_from_this();
    Forget(sides_[side]);
    sides_[side].waiting = nullptr;
    sides_[side].gone = true;
    if (sides_[1 - side].gone) {
      source_ = nullptr;
    } else {
      Pull();
    }
  }

 private:
  struct Side {
    std::deque<base::Bytes> pieces;
    size_t buffered = 0;
    BodySource::ReadCallback waiting;
    bool reads_through = false;
    bool gone = false;  // nobody reads it
    absl::Status error;
  };

  bool IsTooFarBehind(const Side& side) const {
    return !side.gone && side.reads_through && side.buffered >= kMaxLead;
  }

  // Reads the next piece, if somebody waits for it and nobody is too far behind.
  void Pull() {
    if (reading_ || over_) return;
    if (sides_[0].waiting == nullptr && sides_[1].waiting == nullptr) return;
    if (IsTooFarBehind(sides_[0]) || IsTooFarBehind(sides_[1])) return;
    reading_ = true;
    source_->Read([weak = weak_from_this()](absl::StatusOr<std::optional<base::Bytes>> chunk) {
      if (const std::shared_ptr<Tee> self = weak.lock()) self->OnRead(std::move(chunk));
    });
  }

  void OnRead(absl::StatusOr<std::optional<base::Bytes>> chunk) {
    reading_ = false;
    if (!chunk.ok()) {
      over_ = true;
      for (Side& side : sides_) {
        if (side.error.ok()) side.error = chunk.status();
      }
    } else if (!chunk->has_value()) {
      over_ = true;
    } else {
      OnPiece(**chunk);
    }
    Deliver(0);
    Deliver(1);
    Pull();
  }

  // Who waits has it at once, and it lies nowhere for him.
  void OnPiece(const base::Bytes& piece) {
    std::array<BodySource::ReadCallback, 2> readers;
    for (size_t side = 0; side < sides_.size(); ++side) {
      readers[side] = std::exchange(sides_[side].waiting, nullptr);
      if (readers[side] == nullptr) Push(sides_[side], piece);
    }
    for (size_t side = 0; side < sides_.size(); ++side) {
      // The first may have had the second one go.
      if (readers[side] != nullptr && !sides_[side].gone) readers[side](std::optional(piece));
    }
  }

  // Nothing waits for it any more.
  void Forget(Side& side) {
    side.pieces.clear();
    allowance_->Give(std::exchange(side.buffered, 0));
  }

  void Push(Side& side, const base::Bytes& piece) {
    if (side.gone || !side.error.ok()) return;
    if (!allowance_->Take(piece.size())) {
      Forget(side);
      side.error = absl::ResourceExhaustedError(absl::StrCat(
          "The body was cloned, and one of the two is read so much later than the other that more "
          "than ",
          allowance_->most_bytes() >> 20, " MiB of such bodies wait."));
      return;
    }
    side.buffered += piece.size();
    side.pieces.push_back(piece);
  }

  // Gives a reader that waits what there is for it.
  void Deliver(size_t number) {
    Side& side = sides_[number];
    if (side.waiting == nullptr) return;
    if (!side.pieces.empty()) {
      base::Bytes piece = std::move(side.pieces.front());
      side.pieces.pop_front();
      side.buffered -= piece.size();
      allowance_->Give(piece.size());
      std::exchange(side.waiting, nullptr)(std::optional(std::move(piece)));
      // There may be room now for the other one.
      Pull();
    } else if (!side.error.ok()) {
      std::exchange(side.waiting, nullptr)(side.error);
    } else if (over_) {
      std::exchange(side.waiting, nullptr)(std::nullopt);
    }
  }

  Body source_;
  const std::optional<uint64_t> length_;
  const std::shared_ptr<TeeAllowance> allowance_;
  std::array<Side, 2> sides_;
  bool reading_ = false;
  bool over_ = false;
};

class TeeSource final : public BodySource {
 public:
  TeeSource(std::shared_ptr<Tee> tee, size_t side) : tee_(std::move(tee)), side_(side) {}
  ~TeeSource() override { tee_->Drop(side_); }

  void Read(ReadCallback done) override {
    // The reader may destroy this.
    const std::shared_ptr<Tee> tee = tee_;
    tee->Read(side_, std::move(done));
  }
  std::optional<uint64_t> length() const override { return tee_->length(); }
  void WillReadThrough() override { tee_->WillReadThrough(side_); }

 private:
  const std::shared_ptr<Tee> tee_;
  const size_t side_;
};

}  // namespace

std::pair<Body, Body> TeeBody(Body source, std::shared_ptr<TeeAllowance> allowance) {
  auto tee = std::make_shared<Tee>(std::move(source), std::move(allowance));
  return {std::make_unique<TeeSource>(tee, 0), std::make_unique<TeeSource>(tee, 1)};
}

}  // namespace http
