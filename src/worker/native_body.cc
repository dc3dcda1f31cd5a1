#include "src/worker/native_body.h"

namespace worker {

class BodyBreak::Source final : public http::BodySource {
 public:
  Source(http::Body body, std::shared_ptr<BodyBreak> by)
      : body_(std::move(body)), by_(std::move(by)) {}
  ~Source() override { by_->waiting_ = nullptr; }

  void Read(ReadCallback done) override {
    if (!by_->status_.ok()) return done(by_->status_);
    by_->waiting_ = std::move(done);
    body_->Read([by = by_](absl::StatusOr<std::optional<base::Bytes>> chunk) {
      if (by->waiting_ != nullptr) std::exchange(by->waiting_, nullptr)(std::move(chunk));
    });
  }
  std::optional<uint64_t> length() const override { return body_->length(); }
  void WillReadThrough() override { body_->WillReadThrough(); }

 private:
  const http::Body body_;
  const std::shared_ptr<BodyBreak> by_;
};

http::Body BodyBreak::Wrap(http::Body body, std::shared_ptr<BodyBreak> by) {
  return std::make_unique<Source>(std::move(body), std::move(by));
}

void BodyBreak::Break(absl::Status status) {
  if (!status_.ok()) return;
  status_ = std::move(status);
  if (waiting_ != nullptr) std::exchange(waiting_, nullptr)(status_);
}

}  // namespace worker
