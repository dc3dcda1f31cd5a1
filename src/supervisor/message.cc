#include "src/supervisor/message.h"

#include "absl/strings/str_cat.h"

namespace supervisor {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kHeadBytes = 2;  // the version, and the place in Message

void Put(uint64_t number, size_t octets, std::string& out) {
  for (size_t i = 0; i < octets; ++i) out.push_back(static_cast<char>(number >> (8 * i) & 0xff));
}

uint64_t NumberOf(std::string_view octets) {
  uint64_t number = 0;
  for (size_t i = 0; i < octets.size(); ++i) {
    number |= uint64_t{static_cast<uint8_t>(octets[i])} << (8 * i);
  }
  return number;
}

struct Writer {
  std::string& out;
  void operator()(const SocketsMessage& m) const { Put(static_cast<uint8_t>(m.use), 1, out); }
  void operator()(const ServeMessage& m) const {
    Put(m.restarts, 8, out);
    Put(m.takes_over ? 1 : 0, 1, out);
  }
  void operator()(const DrainMessage& m) const { Put(m.hand_over ? 1 : 0, 1, out); }
  void operator()(const BeatMessage& m) const { Put(m.stalled_millis, 4, out); }
  void operator()(const CondemnedMessage& m) const { out.append(m.reason, 0, kMaxReasonBytes); }
  void operator()(const ExhaustedMessage& m) const { out.append(m.reason, 0, kMaxReasonBytes); }
  void operator()(const BusyMessage& m) const {
    size_t bytes = 0;
    for (const std::string& name : m.workers) {
      bytes += name.size() + 1;
      if (bytes > kMaxBusyBytes) return;
      out.append(name).push_back('\0');
    }
  }
  void operator()(const auto&) const {}
};

absl::Status Wrong(std::string_view octets, std::string_view expected) {
  return absl::InvalidArgumentError(
      absl::StrCat("a message of ", octets.size(), " octets; expected ", expected));
}

absl::StatusOr<Message> DecodeBusy(std::string_view body) {
  if (body.size() > kMaxBusyBytes) return Wrong(body, "fewer names");
  BusyMessage message;
  while (!body.empty()) {
    const size_t end = body.find('\0');
    if (end == 0 || end == body.npos) return Wrong(body, "names that end with a NUL each");
    message.workers.emplace_back(body.substr(0, end));
    body.remove_prefix(end + 1);
  }
  return message;
}

// The body of a kind, after its size and range were checked.
absl::StatusOr<Message> DecodeBody(size_t kind, std::string_view body) {
  const auto is = [&](size_t bytes) { return body.size() == bytes; };
  switch (kind) {
    case 0:
      if (!is(1) || NumberOf(body) > 1) return Wrong(body, "one that says what sockets are for");
      return SocketsMessage{static_cast<SocketUse>(NumberOf(body))};
    case 1:
      if (!is(9) || NumberOf(body.substr(8)) > 1) return Wrong(body, "one that says how to serve");
      return ServeMessage{NumberOf(body.substr(0, 8)), NumberOf(body.substr(8)) == 1};
    case 2:
      if (!is(1) || NumberOf(body) > 1) return Wrong(body, "one that says how to drain");
      return DrainMessage{NumberOf(body) == 1};
    case 5:
      if (!is(4)) return Wrong(body, "one with a number of milliseconds");
      return BeatMessage{static_cast<uint32_t>(NumberOf(body))};
    case 6:
    case 8:
      if (body.size() > kMaxReasonBytes) return Wrong(body, "a shorter reason");
      if (kind == 8) return ExhaustedMessage{std::string(body)};
      return CondemnedMessage{std::string(body)};
    case 9:
      return DecodeBusy(body);
    default:
      break;
  }
  if (!is(0)) return Wrong(body, "an empty one");
  if (kind == 3) return WarmMessage{};
  if (kind == 4) return ServingMessage{};
  if (kind == 7) return DrainedMessage{};
  return Wrong(body, "a kind that is known");
}

}  // namespace

std::string Encode(const Message& message) {
  std::string octets;
  Put(kVersion, 1, octets);
  Put(message.index(), 1, octets);
  std::visit(Writer{octets}, message);
  return octets;
}

absl::StatusOr<Message> Decode(std::string_view octets) {
  if (octets.size() < kHeadBytes) return Wrong(octets, "at least two");
  if (static_cast<uint8_t>(octets[0]) != kVersion) {
    return absl::InvalidArgumentError(absl::StrCat("a message of version ",
                                                   static_cast<uint8_t>(octets[0]), "; expected ",
                                                   static_cast<int>(kVersion)));
  }
  return DecodeBody(static_cast<uint8_t>(octets[1]), octets.substr(kHeadBytes));
}

}  // namespace supervisor
