#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "src/base/bytes.h"
#include "src/base/weak.h"
#include "src/http/body.h"

namespace http {

// The body of a request on its way into DATA frames (RFC 9113, section 8.1): one piece at a time is
// taken from its source. Bound to the loop's thread.
class Http2Upload {
 public:
  // `source` null: no body. `on_change` is called when the source has given something after Fill
  // has returned; it may destroy the upload.
  Http2Upload(Body source, absl::AnyInvocable<void()> on_change);

  // The octets that were announced.
  std::optional<uint64_t> length() const { return length_; }

  // Asks the source for the next piece when nothing is at hand.
  void Fill();
  // Octets that are at hand.
  size_t available() const { return piece_.size(); }
  // Whether nothing follows what is at hand.
  bool ended() const { return ended_; }
  // Whether the source has not given yet what it was asked for.
  bool waits() const { return waits_; }
  // Why there will be no more: what the source broke off with, or a length that is not its own.
  const absl::Status& failure() const { return failure_; }

  // Takes `size` octets of those at hand.
  base::Bytes Take(size_t size);
  // Nobody wants the rest.
  void Drop();

  // Whether TakeBack gives what could be sent again.
  bool replayable() const { return !read_ || whole_; }
  // The body as it was.
  Body TakeBack();

 private:
  void OnRead(absl::StatusOr<std::optional<base::Bytes>> chunk);

  Body source_;
  absl::AnyInvocable<void()> on_change_;
  std::optional<uint64_t> length_;
  std::optional<base::Bytes> whole_;  // a body that was all there
  bool had_source_;
  bool read_ = false;
  bool filling_ = false;
  bool waits_ = false;
  bool ended_ = false;
  uint64_t given_ = 0;  // octets that the source gave
  base::Bytes piece_;
  absl::Status failure_;
  base::WeakOwner<Http2Upload> weak_{this};
};

}  // namespace http
