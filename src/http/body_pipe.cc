#include "src/http/body_pipe.h"

#include <utility>

namespace http {

void BodyPipe::Push(base::Bytes piece) {
  if (dropped_) return;
  buffered_ += piece.size();
  pieces_.push_back(std::move(piece));
}

void BodyPipe::Fail(absl::Status status) {
  if (!finished_ && error_.ok()) error_ = std::move(status);
}

void BodyPipe::Deliver() {
  if (waiting_ == nullptr || !HasResult()) return;
  Give(std::exchange(waiting_, nullptr));
}

void BodyPipe::Read(BodySource::ReadCallback done) {
  if (HasResult()) return Give(std::move(done));
  waiting_ = std::move(done);
  if (filler_ != nullptr) filler_->OnBodyWanted();
}

std::optional<base::Bytes> BodyPipe::TakeArrived() {
  if (!finished_ || !error_.ok() || read_ || pieces_.size() != 1) return std::nullopt;
  base::Bytes piece = std::move(pieces_.front());
  pieces_.pop_front();
  buffered_ = 0;
  return piece;
}

void BodyPipe::Give(BodySource::ReadCallback done) {
  if (!pieces_.empty()) {
    read_ = true;
    base::Bytes piece = std::move(pieces_.front());
    pieces_.pop_front();
    buffered_ -= piece.size();
    if (filler_ != nullptr) filler_->OnBodyWanted();
    return done(std::optional(std::move(piece)));
  }
  if (!error_.ok()) return done(error_);
  done(std::nullopt);
}

void BodyPipe::Drop() {
  dropped_ = true;
  waiting_ = nullptr;
  pieces_.clear();
  buffered_ = 0;
  if (filler_ != nullptr) filler_->OnBodyDropped();
}

}  // namespace http
