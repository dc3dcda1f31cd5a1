#include "src/supervisor/state.h"

#include <limits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace supervisor {
namespace {

constexpr std::string_view kFirstLine = "atoll supervisor 1";
constexpr std::string_view kNone = "-";

// The words of a line, one after the other.
class Words {
 public:
  explicit Words(std::string_view line) : words_(absl::StrSplit(line, ' ')) {}

  std::string_view Next() {
    if (at_ < words_.size()) return words_[at_++];
    good_ = false;
    return "";
  }
  template <typename T>
  T Number() {
    uint64_t number = 0;
    good_ &= absl::SimpleAtoi(Next(), &number) &&
             number <= static_cast<uint64_t>(std::numeric_limits<T>::max());
    return good_ ? static_cast<T>(number) : T{};
  }
  bool Flag() { return Number<int>() != 0; }
  loop::Endpoint Endpoint() {
    std::string address(Next());
    return {std::move(address), Number<uint16_t>()};
  }
  // Whether there were as many words as were asked for, each as it should be.
  bool AllGood() const { return good_ && at_ == words_.size(); }

 private:
  std::vector<std::string_view> words_;
  size_t at_ = 0;
  bool good_ = true;
};

void Append(const loop::Endpoint& endpoint, std::string& text) {
  absl::StrAppend(&text, " ", endpoint.address, " ", endpoint.port);
}

Settings ReadSettings(Words& words) {
  Settings settings;
  settings.lanes = words.Number<int>();
  settings.stand_by = words.Flag();
  settings.listen = words.Endpoint();
  const loop::Endpoint admin = words.Endpoint();
  if (admin.address != kNone) settings.admin = admin;
  return settings;
}

State::Socket ReadSocket(Words& words) {
  State::Socket socket;
  const SocketUse use = words.Flag() ? SocketUse::kAdmin : SocketUse::kLane;
  const loop::Endpoint endpoint = words.Endpoint();
  socket.key = {use, endpoint.address, endpoint.port};
  socket.descriptor = words.Number<int>();
  return socket;
}

// Whether the phase is one.
bool ReadProcess(Words& words, State::Process& process) {
  process.number = words.Number<uint64_t>();
  process.pid = words.Number<pid_t>();
  process.descriptor = words.Number<int>();
  const int phase = words.Number<int>();
  process.cell.phase = static_cast<Phase>(phase);
  process.cell.settings = words.Number<uint64_t>();
  process.cell.born = words.Number<int64_t>();
  process.cell.since = words.Number<int64_t>();
  process.cell.condemned = words.Flag();
  process.cell.killed = words.Flag();
  process.cell.drained = words.Flag();
  process.cell.needed = words.Flag();
  return phase <= static_cast<int>(Phase::kDraining) && process.pid > 0;
}

bool ReadLine(std::string_view line, State& state) {
  Words words(line);
  const std::string_view kind = words.Next();
  bool good = true;
  if (kind == "supervisor") {
    state.last_settings = words.Number<uint64_t>();
    state.served = words.Number<uint64_t>();
    state.restarts = words.Number<uint64_t>();
  } else if (kind == "settings") {
    const SettingsNumber number = words.Number<uint64_t>();
    state.settings.emplace_back(number, ReadSettings(words));
  } else if (kind == "socket") {
    state.sockets.push_back(ReadSocket(words));
  } else if (kind == "cell") {
    good = ReadProcess(words, state.cells.emplace_back());
  } else {
    return false;
  }
  return good && words.AllGood();
}

}  // namespace

std::string Encode(const State& state) {
  std::string text = absl::StrCat(kFirstLine, "\nsupervisor ", state.last_settings, " ",
                                  state.served, " ", state.restarts, "\n");
  for (const auto& [number, settings] : state.settings) {
    absl::StrAppend(&text, "settings ", number, " ", settings.lanes, " ",
                    settings.stand_by ? 1 : 0);
    Append(settings.listen, text);
    Append(settings.admin.value_or(loop::Endpoint{std::string(kNone), 0}), text);
    text += '\n';
  }
  for (const State::Socket& socket : state.sockets) {
    const auto& [use, address, port] = socket.key;
    absl::StrAppend(&text, "socket ", use == SocketUse::kAdmin ? 1 : 0);
    Append({address, port}, text);
    absl::StrAppend(&text, " ", socket.descriptor, "\n");
  }
  for (const State::Process& one : state.cells) {
    absl::StrAppend(&text, "cell ", one.number, " ", one.pid, " ", one.descriptor, " ");
    absl::StrAppend(&text, static_cast<int>(one.cell.phase), " ", one.cell.settings, " ",
                    one.cell.born, " ", one.cell.since, " ");
    absl::StrAppend(&text, one.cell.condemned ? 1 : 0, " ", one.cell.killed ? 1 : 0, " ",
                    one.cell.drained ? 1 : 0, " ", one.cell.needed ? 1 : 0);
    text += '\n';
  }
  return text;
}

absl::StatusOr<State> DecodeState(std::string_view text) {
  State state;
  int number = 0;
  for (std::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    ++number;
    const bool good = number == 1 ? line == kFirstLine : ReadLine(line, state);
    if (!good) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, " of what a supervisor has left cannot be read"));
    }
  }
  for (const auto& [settings, unused] : state.settings) {
    if (settings == state.served) return state;
  }
  return absl::InvalidArgumentError("what a supervisor has left names no settings that it serves");
}

}  // namespace supervisor
