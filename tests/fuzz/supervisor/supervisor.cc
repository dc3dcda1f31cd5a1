// Reads octets as a message between a supervisor and a cell, and as what a supervisor leaves to the
// program that takes its place. What can be read is written the same again.

#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "src/supervisor/message.h"
#include "src/supervisor/state.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace supervisor;

State ExampleState() {
  State state;
  state.last_settings = 9;
  state.served = 8;
  state.settings.emplace_back(8, Settings{.listen = {"127.0.0.1", 0}, .lanes = 4});
  state.settings.emplace_back(
      9, Settings{.listen = {"::1", 80}, .admin = loop::Endpoint{"127.0.0.1", 9090}});
  state.sockets.push_back({.key = {SocketUse::kLane, "127.0.0.1", 0}, .descriptor = 12});
  state.cells.push_back({.number = 3, .pid = 4711, .descriptor = 20});
  return state;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  if (const absl::StatusOr<Message> message = Decode(octets); message.ok()) {
    CHECK(Encode(*message) == octets);
  }
  if (const absl::StatusOr<State> state = DecodeState(octets); state.ok()) {
    const std::string text = Encode(*state);
    const absl::StatusOr<State> again = DecodeState(text);
    CHECK(again.ok() && Encode(*again) == text) << text;
  }
  return 0;
}

std::vector<std::string> FuzzSeeds() {
  return {Encode(SocketsMessage{SocketUse::kAdmin}),
          Encode(ServeMessage{7, true}),
          Encode(DrainMessage{true}),
          Encode(WarmMessage{}),
          Encode(ServingMessage{}),
          Encode(BeatMessage{5'000}),
          Encode(CondemnedMessage{"why"}),
          Encode(DrainedMessage{}),
          Encode(ExampleState())};
}

std::vector<std::string> FuzzWords() {
  return {"supervisor ",          "settings ", "socket ", "cell ",    " - 0", "\n", " ",
          "18446744073709551615", "-1",        "65536",   "127.0.0.1"};
}
