#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "src/base/weak.h"
#include "src/engine/inspector.h"
#include "src/host/inspector_sources.h"
#include "src/http/websocket.h"
#include "src/worker/lane_port.h"

namespace host {

// A debugger that is connected to a worker: DevTools, an editor. Bound to the thread of its
// WebSocket.
class InspectorClient {
 public:
  // `port` is of the loop on which it lives; `sources` is borrowed. `on_end` is called once, when
  // the debugger has gone.
  InspectorClient(std::shared_ptr<worker::LanePort> port, std::shared_ptr<engine::Inspector> worker,
                  const InspectorSources& sources, std::unique_ptr<http::WebSocket> websocket,
                  absl::AnyInvocable<void()> on_end);
  // Ends the session, and the connection with it.
  ~InspectorClient();
  InspectorClient(const InspectorClient&) = delete;

 private:
  class Outlet;

  void OnMessage(http::WebSocketMessage message);
  void Send(std::string message);
  void GiveRoom();

  const std::shared_ptr<engine::Inspector> worker_;
  const InspectorSources& sources_;
  const std::unique_ptr<http::WebSocket> websocket_;
  const std::shared_ptr<Outlet> outlet_;
  size_t taken_bytes_ = 0;  // of the outlet, which are not with the client yet
  uint32_t session_ = 0;
  base::WeakOwner<InspectorClient> weak_{this};
};

}  // namespace host
