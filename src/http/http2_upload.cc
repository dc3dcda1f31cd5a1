#include "src/http/http2_upload.h"

#include <memory>
#include <utility>

#include "src/http/whole_body.h"

namespace http {

Http2Upload::Http2Upload(Body source, absl::AnyInvocable<void()> on_change)
    : source_(std::move(source)),
      on_change_(std::move(on_change)),
      had_source_(source_ != nullptr),
      ended_(source_ == nullptr) {
  if (!had_source_) return;
  whole_ = source_->TakeArrived();
  if (!whole_) {
    length_ = source_->length();
    return;
  }
  length_ = whole_->size();
  piece_ = *whole_;
  read_ = ended_ = true;
  source_ = nullptr;
}

void Http2Upload::Fill() {
  if (source_ == nullptr || ended_ || waits_ || !piece_.empty() || !failure_.ok()) return;
  read_ = waits_ = filling_ = true;
  const base::Weak<Http2Upload> weak = weak_.Get();
  source_->Read([weak](absl::StatusOr<std::optional<base::Bytes>> chunk) {
    if (weak) weak->OnRead(std::move(chunk));
  });
  if (weak) filling_ = false;
}

void Http2Upload::OnRead(absl::StatusOr<std::optional<base::Bytes>> chunk) {
  waits_ = false;
  if (!chunk.ok()) {
    failure_ = chunk.status();
  } else if (chunk->has_value()) {
    piece_ = **std::move(chunk);
    given_ += piece_.size();
    if (given_ > length_.value_or(given_)) {
      failure_ = absl::InvalidArgumentError("the request's body is longer than its length");
    }
  } else {
    ended_ = true;
    if (given_ < length_.value_or(given_)) {
      failure_ = absl::InvalidArgumentError("the request's body is shorter than its length");
    }
  }
  if (!filling_) on_change_();
}

base::Bytes Http2Upload::Take(size_t size) {
  base::Bytes taken = piece_.Slice(0, size);
  piece_ = size < piece_.size() ? piece_.Slice(size) : base::Bytes();
  return taken;
}

void Http2Upload::Drop() {
  source_ = nullptr;
  whole_.reset();
  piece_ = base::Bytes();
  waits_ = false;
  ended_ = true;
}

Body Http2Upload::TakeBack() {
  if (whole_) return std::make_unique<WholeBody>(*std::exchange(whole_, std::nullopt));
  return std::move(source_);
}

}  // namespace http
