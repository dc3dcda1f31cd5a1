#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "src/loop/descriptor.h"
#include "src/loop/loop.h"
#include "src/loop/message_socket.h"
#include "src/supervisor/message.h"

namespace supervisor {

// A cell's end of the channel to its supervisor. Bound to the loop's thread.
class CellLink {
 public:
  // What the supervisor wants. Called from rounds of the loop.
  struct Orders {
    std::vector<loop::Descriptor> lanes = {};    // listening sockets for Serve
    std::optional<loop::Descriptor> admin = {};  // the same
    ServeMessage serve = {};
  };
  struct Handler {
    absl::AnyInvocable<void(Orders)> serve;
    absl::AnyInvocable<void(bool hand_over)> drain;
    // These workers are busy in the cell that serves, whose place this one may take.
    absl::AnyInvocable<void(std::vector<std::string> workers)> busy;
    // The supervisor has gone, however that came.
    absl::AnyInvocable<void()> lost;
  };

  // `end`: what the supervisor has given the process.
  CellLink(loop::Loop& loop, loop::Descriptor end, Handler handler);

  void SendWarm() { Send(WarmMessage{}); }
  void SendServing() { Send(ServingMessage{}); }
  void SendBeat(uint32_t stalled_millis) { Send(BeatMessage{stalled_millis}); }
  void SendBusy(std::vector<std::string> workers) { Send(BusyMessage{std::move(workers)}); }
  void SendDrained() { Send(DrainedMessage{}); }

 private:
  void Send(const Message& message) { socket_.Send(Encode(message)); }
  void OnMessage(std::string_view octets, std::vector<loop::Descriptor> descriptors);

  Handler handler_;
  Orders orders_;
  loop::MessageSocket socket_;
};

// Asks the supervisor at the other end of the channel to replace the process. Does not wait for a
// loop, which may stand still. False: there is no room for it now,
// or nobody hears it. // any thread
bool SendCondemned(int end, std::string_view reason);
// The same, and not to have it serve until then. // any thread
bool SendExhausted(int end, std::string_view reason);

}  // namespace supervisor
