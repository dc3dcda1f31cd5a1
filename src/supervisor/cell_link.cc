#include "src/supervisor/cell_link.h"

#include <utility>

namespace supervisor {

CellLink::CellLink(loop::Loop& loop, loop::Descriptor end, Handler handler)
    : handler_(std::move(handler)),
      socket_(
          loop, std::move(end),
          [this](std::string_view octets, std::vector<loop::Descriptor> descriptors) {
            OnMessage(octets, std::move(descriptors));
          },
          [this] { handler_.lost(); }) {}

void CellLink::OnMessage(std::string_view octets, std::vector<loop::Descriptor> descriptors) {
  // What a newer supervisor says beyond this is not for this cell.
  const absl::StatusOr<Message> message = Decode(octets);
  if (!message.ok()) return;
  if (const auto* sockets = std::get_if<SocketsMessage>(&*message)) {
    for (loop::Descriptor& one : descriptors) {
      if (sockets->use == SocketUse::kAdmin) {
        orders_.admin = std::move(one);
      } else {
        orders_.lanes.push_back(std::move(one));
      }
    }
  } else if (const auto* serve = std::get_if<ServeMessage>(&*message)) {
    orders_.serve = *serve;
    handler_.serve(std::exchange(orders_, {}));
  } else if (const auto* drain = std::get_if<DrainMessage>(&*message)) {
    handler_.drain(drain->hand_over);
  } else if (const auto* busy = std::get_if<BusyMessage>(&*message)) {
    handler_.busy(busy->workers);
  }
}

bool SendCondemned(int end, std::string_view reason) {
  return loop::MessageSocket::TrySend(end, Encode(CondemnedMessage{std::string(reason)}));
}

bool SendExhausted(int end, std::string_view reason) {
  return loop::MessageSocket::TrySend(end, Encode(ExhaustedMessage{std::string(reason)}));
}

}  // namespace supervisor
