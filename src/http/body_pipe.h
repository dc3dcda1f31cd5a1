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

// A body between whoever fills it, such as the connection that it arrives on, and whoever reads it
// through a BodyPipeSource. Shared by both: either may go first. Bound to the loop's thread.
class BodyPipe {
 public:
  // Who fills it, as far as the reader wants something of it.
  class Filler {
   public:
    // The reader waits, or has made room.
    virtual void OnBodyWanted() = 0;
    // The reader is gone.
    virtual void OnBodyDropped() = 0;

   protected:
    ~Filler() = default;
  };

  BodyPipe(std::optional<uint64_t> length, Filler* filler) : length_(length), filler_(filler) {}

  // The filler's side. Nothing of the reader's runs before Deliver.
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

// The reader's end of a BodyPipe.
class BodyPipeSource : public BodySource {
 public:
  explicit BodyPipeSource(std::shared_ptr<BodyPipe> body) : body_(std::move(body)) {}
  ~BodyPipeSource() override { body_->Drop(); }

  void Read(ReadCallback done) override { body_->Read(std::move(done)); }
  std::optional<base::Bytes> TakeArrived() override { return body_->TakeArrived(); }
  std::optional<uint64_t> length() const override { return body_->length(); }

 private:
  const std::shared_ptr<BodyPipe> body_;
};

}  // namespace http
