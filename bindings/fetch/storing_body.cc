#include "bindings/fetch/storing_body.h"

#include <optional>
#include <utility>

#include "src/base/weak.h"

namespace bindings::fetch {
namespace {

class StoringBody final : public http::BodySource {
 public:
  StoringBody(http::Body body, std::unique_ptr<cache::Insertion> into, cache::Poster post)
      : body_(std::move(body)), into_(std::move(into)), post_(std::move(post)) {}
  ~StoringBody() override {
    // Nobody wants the body, such as that of a redirect; where it is there, it is stored all the
    // same.
    if (!begun_) TakeArrived();
  }

  void Read(ReadCallback done) override {
    begun_ = true;
    if (full_) {
      waiting_ = std::move(done);
      return;
    }
    body_->Read(
        [this, done = std::move(done)](absl::StatusOr<std::optional<base::Bytes>> chunk) mutable {
          Store(chunk);
          // The reader may destroy this.
          done(std::move(chunk));
        });
  }

  std::optional<base::Bytes> TakeArrived() override {
    std::optional<base::Bytes> whole = body_->TakeArrived();
    if (!whole) return whole;
    begun_ = true;
    if (!whole->empty()) Store(std::optional(*whole));
    Store(std::nullopt);
    return whole;
  }
  std::optional<uint64_t> length() const override { return body_->length(); }
  void WillReadThrough() override { body_->WillReadThrough(); }

 private:
  void Store(const absl::StatusOr<std::optional<base::Bytes>>& chunk) {
    if (into_ == nullptr) return;
    if (!chunk.ok()) {
      into_ = nullptr;
    } else if (!chunk->has_value()) {
      std::exchange(into_, nullptr)->Finish([](const absl::Status&) {});
    } else {
      full_ = !into_->Write(**chunk, [post = post_, weak = weak_.Get()]() mutable {
        post([weak = std::move(weak)] {
          if (weak) weak->OnRoom();
        });
      });
    }
  }

  void OnRoom() {
    full_ = false;
    if (waiting_ != nullptr) Read(std::exchange(waiting_, nullptr));
  }

  const http::Body body_;
  std::unique_ptr<cache::Insertion> into_;
  const cache::Poster post_;
  bool begun_ = false;
  bool full_ = false;  // the store has to write first
  ReadCallback waiting_;
  base::WeakOwner<StoringBody> weak_{this};
};

}  // namespace

http::Body NewStoringBody(http::Body body, std::unique_ptr<cache::Insertion> into,
                          cache::Poster post) {
  return std::make_unique<StoringBody>(std::move(body), std::move(into), std::move(post));
}

}  // namespace bindings::fetch
