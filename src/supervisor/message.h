#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

namespace supervisor {

// What a supervisor and a cell tell each other, a message each. A number in front of each says of
// which version it is: after an upgrade the two may be of different programs.

// To the cell.

// What sockets are for.
enum class SocketUse : uint8_t { kLane = 0, kAdmin = 1 };
// Descriptors of listening sockets come with it.
struct SocketsMessage {
  SocketUse use = SocketUse::kLane;
  bool operator==(const SocketsMessage&) const = default;
};
// Begin to serve, on the sockets that have come.
struct ServeMessage {
  uint64_t restarts = 0;    // how often a cell has ended that was not to end
  bool takes_over = false;  // from a cell that has served, and may still drain
  bool operator==(const ServeMessage&) const = default;
};
// Finish what is under way, and end.
struct DrainMessage {
  bool hand_over = false;  // another cell has the sockets; else nobody serves from now on
  bool operator==(const DrainMessage&) const = default;
};

// From the cell.

// Everything is loaded: it could serve.
struct WarmMessage {
  bool operator==(const WarmMessage&) const = default;
};
// It accepts connections.
struct ServingMessage {
  bool operator==(const ServingMessage&) const = default;
};
// It lives. Comes about twice a second from the time it is warm.
struct BeatMessage {
  uint32_t stalled_millis = 0;  // for how long a lane has not turned; 0: all do
  bool operator==(const BeatMessage&) const = default;
};
// It should be replaced, though it still serves.
struct CondemnedMessage {
  std::string reason;  // for people; at most kMaxReasonBytes
  bool operator==(const CondemnedMessage&) const = default;
};
// Nothing is under way any more: it ends now.
struct DrainedMessage {
  bool operator==(const DrainedMessage&) const = default;
};

// It holds as much that was stopped in it as it may: it should serve no more, whoever is ready.
struct ExhaustedMessage {
  std::string reason;  // as CondemnedMessage has it
  bool operator==(const ExhaustedMessage&) const = default;
};

// Both ways: workers that the cell in front answers for now. Another may have them ready.
struct BusyMessage {
  std::vector<std::string> workers;  // their names: none is empty, none has a NUL
  bool operator==(const BusyMessage&) const = default;
};

using Message =
    std::variant<SocketsMessage, ServeMessage, DrainMessage, WarmMessage, ServingMessage,
                 BeatMessage, CondemnedMessage, DrainedMessage, ExhaustedMessage, BusyMessage>;

inline constexpr size_t kMaxReasonBytes = 1000;
inline constexpr size_t kMaxBusyBytes = 4000;  // of all names, with an octet for each

// A reason that is longer is cut, and so is the list of those who are busy.
std::string Encode(const Message& message);
// kInvalidArgument: the octets are none of this version's messages.
absl::StatusOr<Message> Decode(std::string_view octets);

}  // namespace supervisor
