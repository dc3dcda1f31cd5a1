#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "src/base/bytes.h"
#include "src/http/body.h"

namespace http {

// The body of one request between the connection, which fills it, and the handler, which reads it
// through a RequestBodySource. Shared by both: either may go first. Bound to the loop's thread.
class RequestBody {
 public:
  // The connection, as far as the reader wants something of it.
  class Filler {
   public:
    // The reader waits, or has made room.
    virtual void OnBodyWanted() = 0;
    // The reader is gone.
    virtual void OnBodyDropped() = 0;

   protected:
    ~Filler() = default;
  };

  RequestBody(std::optional<uint64_t> length, Filler* filler) : length_(length), filler_(filler) {}

  // The connection's side. Nothing of the reader's runs before Deliver.
  void Push(base::Bytes piece);
  void Finish() { finished_ = true; }
  void Fail(absl::Status status);
  void Deliver();
  // The filler is no longer called.
  void Detach() { filler_ = nullptr; }

  size_t buffered() const { return buffered_; }
  bool wanted() const { return waiting_ != nullptr; }
  bool dropped() const { return dropped_; }

  // The reader's side.
  void Read(BodySource::ReadCallback done);
  std::optional<base::Bytes> TakeArrived();
  void Drop();
  std::optional<uint64_t> length() const { return length_; }

 private:
  bool HasResult() const { return !pieces_.empty() || finished_ || !error_.ok(); }
  void Give(BodySource::ReadCallback done);

  const std::optional<uint64_t> length_;
  Filler* filler_;
  std::deque<base::Bytes> pieces_;
  size_t buffered_ = 0;
  bool finished_ = false;
  bool dropped_ = false;
  bool read_ = false;  // whether the reader has had a piece
  absl::Status error_;
  BodySource::ReadCallback waiting_;
};

// A handler's end of a RequestBody.
class RequestBodySource : public BodySource {
 public:
  explicit RequestBodySource(std::shared_ptr<RequestBody> body) : body_(std::move(body)) {}
  ~RequestBodySource() override { body_->Drop(); }

  void Read(ReadCallback done) override { body_->Read(std::move(done)); }
  std::optional<base::Bytes> TakeArrived() override { return body_->TakeArrived(); }
  std::optional<uint64_t> length() const override { return body_->length(); }

 private:
  const std::shared_ptr<RequestBody> body_;
};

}  // namespace http
