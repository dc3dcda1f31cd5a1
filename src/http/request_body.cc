#include "src/http/request_body.h"

#include <utility>

namespace http {

RequestBody::RequestBody(std::optional<uint64_t> length, absl::AnyInvocable<void()> on_wanted,
                         absl::AnyInvocable<void()> on_dropped)
    : length_(length), on_wanted_(std::move(on_wanted)), on_dropped_(std::move(on_dropped)) {}

void RequestBody::Push(base::Bytes piece) {
  if (dropped_) return;
  buffered_ += piece.size();
  pieces_.push_back(std::move(piece));
}

void RequestBody::Finish() { finished_ = true; }

void RequestBody::Fail(absl::Status status) {
  if (!finished_ && error_.ok()) error_ = std::move(status);
}

void RequestBody::Deliver() {
  if (waiting_ == nullptr || !HasResult()) return;
  Give(std::exchange(waiting_, nullptr));
}

void RequestBody::Detach() {
  on_wanted_ = nullptr;
  on_dropped_ = nullptr;
}

void RequestBody::Read(BodySource::ReadCallback done) {
  if (HasResult()) return Give(std::move(done));
  waiting_ = std::move(done);
  if (on_wanted_) on_wanted_();
}

void RequestBody::Give(BodySource::ReadCallback done) {
  if (!pieces_.empty()) {
    base::Bytes piece = std::move(pieces_.front());
    pieces_.pop_front();
    buffered_ -= piece.size();
    if (on_wanted_) on_wanted_();
    return done(std::optional(std::move(piece)));
  }
  if (!error_.ok()) return done(error_);
  done(std::nullopt);
}

void RequestBody::Drop() {
  dropped_ = true;
  waiting_ = nullptr;
  pieces_.clear();
  buffered_ = 0;
  if (on_dropped_) on_dropped_();
}

}  // namespace http
