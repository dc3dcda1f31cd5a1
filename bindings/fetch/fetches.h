#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "src/base/bytes.h"
#include "src/engine/byte_string.h"
#include "src/engine/resolver.h"
#include "src/http/body_pipe.h"
#include "src/http/client.h"
#include "src/worker/invocation.h"
#include "src/worker/lane_parts.h"

namespace bindings::fetch {

// The requests that one invocation has under way. At most kMaxWaiting wait for their responses'
// heads at a time; others wait for those. Bound to the lane.
class Fetches final : public worker::LaneResource {
 public:
  static constexpr size_t kMaxWaiting = 6;
  // Status, reason and whether there is a body ("1" or ""), then names and values in turn.
  using Head = engine::Resolver<std::vector<engine::ByteString>>;

  // Those of `invocation`, which owns them.
  static Fetches& Of(worker::LaneParts& lane, worker::Invocation& invocation);
  Fetches(http::Client& client, worker::Invocation& invocation);
  ~Fetches() override;

  // Sends a request otherwise than by the client.
  using Send = absl::AnyInvocable<std::unique_ptr<http::ClientCall>(http::ClientRequest,
                                                                    http::Client::Callback)>;

  struct Way {
    Send send;  // null: the client
    // Within the process: it is sent at once, and what comes back is left as it is.
    bool is_local = false;
  };

  // Sends a request as soon as there is room. `number` is JavaScript's name for it, and for the
  // body of its response. `streams`: the request's body comes by Write and Finish; `length`: its
  // octets, if known.
  void Start(uint32_t number, http::ClientRequest request, Way way, Head done);
  void StartStreaming(uint32_t number, http::ClientRequest request, std::optional<uint64_t> length,
                      Way way, Head done);
  // A piece of the request's body. `done` is settled when there is room for the next one.
  void Write(uint32_t number, base::Bytes piece, engine::Resolver<void> done);
  void Finish(uint32_t number);
  // Gives up the request, if its response's head has not come.
  void Abort(uint32_t number);

 private:
  struct Upload;
  struct Fetch {
    http::ClientRequest request;  // until it is sent
    Send send;                    // until then
    std::unique_ptr<http::ClientCall> call;
    std::optional<Head> done;
    bool is_local = false;  // not the client's
  };

  void SendNow(uint32_t number);
  void SendWaiting();
  void OnResponse(uint32_t number, absl::StatusOr<http::ClientResponse> response);
  void Take(uint32_t number, bool is_local, http::ClientResponse response, Head done);

  http::Client& client_;
  worker::Invocation& invocation_;
  absl::flat_hash_map<uint32_t, Fetch> fetches_;  // without a response's head
  absl::flat_hash_map<uint32_t, std::unique_ptr<Upload>> uploads_;
  std::deque<uint32_t> waiting_;
  size_t sent_ = 0;  // of fetches_, by the client
};

}  // namespace bindings::fetch
