#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "src/base/bytes.h"

namespace net {

// A connection that carries octets both ways, encrypted or not. Bound to the loop's thread.
//
// Destroying it closes the connection; nothing is called then. The listener may destroy it in a
// call.
class Stream {
 public:
  // Who is told what happens. Called from rounds of the loop only.
  class Listener {
   public:
    virtual ~Listener() = default;
    // Octets have arrived, at least one. Whoever keeps `owner`, if it is not null, keeps them;
    // otherwise they are gone after the call.
    virtual void OnData(std::string_view data, const std::shared_ptr<const void>& owner) = 0;
    // The peer sends no more.
    virtual void OnEnd() = 0;
    // The connection is broken.
    virtual void OnError(const absl::Status& status) = 0;
    // Everything that Write was given is with the kernel.
    virtual void OnWritten() = 0;
  };

  virtual ~Stream() = default;

  virtual void set_listener(Listener* listener) = 0;

  // Reading is off at first. Both may be called at any time, any number of times.
  virtual void StartReading() = 0;
  virtual void StopReading() = 0;
  // Whether what arrives comes in large pieces that are worth keeping.
  virtual void SetBulk(bool bulk) = 0;

  // Writes `pieces` behind what was written before. OnWritten follows unless unwritten() is 0
  // afterwards. An error means that nothing can be written any more; something may still be read.
  virtual absl::Status Write(std::vector<base::Bytes> pieces) = 0;
  // Octets that the kernel has not taken yet.
  virtual size_t unwritten() const = 0;

  // Whether the connection is as it was left: the peer has not ended it, and has sent nothing that
  // was not read.
  virtual bool Quiet() const = 0;
};

}  // namespace net
