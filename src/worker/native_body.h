#pragma once

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "src/http/body.h"

namespace worker {

// What a binding keeps of one invocation on its lane, such as what is under way for it. It ends
// with the invocation. Bound to the lane.
class LaneResource {
 public:
  virtual ~LaneResource() = default;
};

// A body on its way to a client, which others than the client may break off. Bound to the lane.
class BodyBreak {
 public:
  // What the client's end reads from.
  static http::Body Wrap(http::Body body, std::shared_ptr<BodyBreak> by);

  // The body ends here, with an error.
  void Break(absl::Status status);

 private:
  class Source;
  absl::Status status_;
  http::BodySource::ReadCallback waiting_;
};

}  // namespace worker
