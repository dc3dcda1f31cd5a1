#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/base/bytes.h"

namespace http {

// A stream of bytes that its one reader pulls: a request's body, a file, an upstream's answer.
//
// Bound to the thread of the loop it lives on. Destroying it cancels the rest of the stream; a
// callback that is still outstanding is then dropped uncalled.
class BodySource {
 public:
  // A chunk (never empty), nullopt at the end, or why the stream broke off: kAborted when the
  // client went away, kResourceExhausted when the body passed its limit, kInvalidArgument when
  // its framing was malformed.
  using ReadCallback = absl::AnyInvocable<void(absl::StatusOr<std::optional<base::Bytes>>)>;

  virtual ~BodySource() = default;

  // Asks for the next chunk. `done` is called once, from the loop or before Read returns. At most
  // one read may be outstanding. Nothing is taken from the network ahead of a bounded buffer
  // while nobody reads.
  virtual void Read(ReadCallback done) = 0;

  // The whole body, if all of it has arrived and nothing of it was read: then there is no more to
  // read. Not while a read is outstanding.
  virtual std::optional<base::Bytes> TakeArrived() { return std::nullopt; }

  // The length in octets, if it was announced.
  virtual std::optional<uint64_t> length() const { return std::nullopt; }

  // The content coding (RFC 9110, section 8.4.1) that the octets came in, where this source takes
  // it off and nothing was read; "" otherwise. TakeEncoded gives the octets as they came, and
  // leaves nothing to read.
  virtual std::string_view coding() const { return ""; }
  virtual std::unique_ptr<BodySource> TakeEncoded() { return nullptr; }

  // Says that the reader goes on by itself until the end, as Pump does: others may wait for it.
  virtual void WillReadThrough() {}
};

// Null means: no body at all.
using Body = std::unique_ptr<BodySource>;

}  // namespace http
