#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "src/base/bytes.h"
#include "src/http/body.h"

namespace http {

// The body of one request between the connection, which fills it, and the handler, which reads it
// through a RequestBodySource. Shared by both: either may go first.
class RequestBody {
 public:
  // `on_wanted` is called when the reader waits or has made room; `on_dropped` when the reader
  // goes before the end. Neither is called after Detach.
  RequestBody(std::optional<uint64_t> length, absl::AnyInvocable<void()> on_wanted,
              absl::AnyInvocable<void()> on_dropped);

  // The connection's side. Nothing of the reader's runs before Deliver.
  void Push(base::Bytes piece);
  void Finish();
  void Fail(absl::Status status);
  void Deliver();
  // The connection has no more to do with it.
  void Detach();

  size_t buffered() const { return buffered_; }
  bool wanted() const { return waiting_ != nullptr; }
  bool dropped() const { return dropped_; }

  // The reader's side.
  void Read(BodySource::ReadCallback done);
  void Drop();
  std::optional<uint64_t> length() const { return length_; }

 private:
  bool HasResult() const { return !pieces_.empty() || finished_ || !error_.ok(); }
  void Give(BodySource::ReadCallback done);

  const std::optional<uint64_t> length_;
  absl::AnyInvocable<void()> on_wanted_;
  absl::AnyInvocable<void()> on_dropped_;
  std::deque<base::Bytes> pieces_;
  size_t buffered_ = 0;
  bool finished_ = false;
  bool dropped_ = false;
  absl::Status error_;
  BodySource::ReadCallback waiting_;
};

// A handler's end of a RequestBody.
class RequestBodySource : public BodySource {
 public:
  explicit RequestBodySource(std::shared_ptr<RequestBody> body) : body_(std::move(body)) {}
  ~RequestBodySource() override { body_->Drop(); }

  void Read(ReadCallback done) override { body_->Read(std::move(done)); }
  std::optional<uint64_t> length() const override { return body_->length(); }

 private:
  const std::shared_ptr<RequestBody> body_;
};

}  // namespace http
