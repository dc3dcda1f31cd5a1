#include "src/supervisor/supervisor.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"

namespace supervisor {
namespace {

constexpr int64_t kTickMillis = 250;
// How long killed cells may take to be gone before nobody waits for them.
constexpr int64_t kKilledMillis = 2'000;
constexpr auto kSignals = {SIGHUP, SIGUSR2, SIGTERM, SIGINT};

CellEnd EndOf(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {.signal = WTERMSIG(wait_status)};
  return {.exit_status = WEXITSTATUS(wait_status)};
}

// Everything in a file, from its beginning.
std::string ReadAll(int file) {
  std::string text;
  char buffer[4096];
  ssize_t size;
  while ((size = pread(file, buffer, sizeof(buffer), static_cast<off_t>(text.size()))) > 0) {
    text.append(buffer, static_cast<size_t>(size));
  }
  return text;
}

bool HasServed(const State::Process& process) {
  return process.cell.phase == Phase::kServing || process.cell.phase == Phase::kDraining;
}

void KeepFromChildren(int descriptor) { fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

}  // namespace

absl::StatusOr<std::unique_ptr<Supervisor>> Supervisor::Start(loop::Loop& loop, Options options,
                                                              const Settings& settings) {
  std::unique_ptr<Supervisor> self(new Supervisor(loop, std::move(options), settings.stand_by));
  absl::Status status = self->sockets_.Open(++self->last_settings_, settings);
  if (status.ok()) status = self->WatchSignals();
  if (!status.ok()) return status;
  self->plan_.Begin(self->last_settings_, loop.NowMillis());
  return self;
}

absl::StatusOr<std::unique_ptr<Supervisor>> Supervisor::Resume(
    loop::Loop& loop, Options options, int descriptor, const absl::StatusOr<Settings>& settings) {
  const loop::Descriptor file(descriptor);
  KeepFromChildren(descriptor);
  std::unique_ptr<Supervisor> self(new Supervisor(loop, std::move(options), /*stand_by=*/true));
  absl::Status status = self->Restore(descriptor);
  if (status.ok()) status = self->WatchSignals();
  if (!status.ok()) return status;
  // What came while nobody watched has waited.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  self->ReloadWith(settings);
  return self;
}

Supervisor::~Supervisor() = default;

absl::Status Supervisor::WatchSignals() {
  auto signals = loop::Signals::Watch(loop_, kSignals, [this](int signal) { OnSignal(signal); });
  if (signals.ok()) signals_ = *std::move(signals);
  return signals.status();
}

absl::Status Supervisor::Restore(int descriptor) {
  absl::StatusOr<State> state = DecodeState(ReadAll(descriptor));
  if (!state.ok()) return state.status();
  for (const State::Socket& socket : state->sockets) {
    KeepFromChildren(socket.descriptor);
    sockets_.Restore(socket.key, loop::Descriptor(socket.descriptor));
  }
  for (const auto& [number, settings] : state->settings) sockets_.Restore(number, settings);
  last_settings_ = state->last_settings;
  std::map<CellNumber, Plan::Cell> cells;
  for (const State::Process& one : state->cells) {
    cells.emplace(one.number, one.cell);
    auto child = loop::Child::Adopt(
        loop_, one.pid, [this, number = one.number](int status) { OnProcessEnd(number, status); });
    if (!child.ok()) return child.status();
    KeepFromChildren(one.descriptor);
    Process& process = processes_[one.number];
    process.pid = one.pid;
    process.child = *std::move(child);
    Listen(one.number, loop::Descriptor(one.descriptor));
  }
  if (std::any_of(state->cells.begin(), state->cells.end(), HasServed)) {
    told_listening_ = loop::ToString(sockets_.Listening(state->served));
  }
  plan_.Resume(std::move(cells), state->served, state->restarts, loop_.NowMillis());
  return absl::OkStatus();
}

int Supervisor::Run() {
  Tick();
  while (!exit_code_) {
    loop_.RunOnce(loop::Wait::kYes);
    // Between two rounds nothing that was decided waits to be done.
    if (wants_upgrade_ && MayExecute()) Execute();
  }
  WaitForTheKilled();
  return *exit_code_;
}

void Supervisor::Tick() {
  tick_.Start(kTickMillis, [this] { Tick(); });
  plan_.OnTick(loop_.NowMillis());
  Act();
}

void Supervisor::WaitForTheKilled() {
  bool late = false;
  tick_.Start(kKilledMillis, [&late] { late = true; });
  while (!late && !processes_.empty()) loop_.RunOnce(loop::Wait::kYes);
}

void Supervisor::OnSignal(int signal) {
  if (signal == SIGHUP) {
    Reload();
  } else if (signal == SIGUSR2) {
    BeginUpgrade();
  } else {
    // Before the cell does, which then accepts what still waits.
    sockets_.Close();
    plan_.Stop(signal, loop_.NowMillis());
  }
  Act();
}

void Supervisor::Reload() {
  if (!plan_.stopping()) ReloadWith(options_.read());
}

void Supervisor::ReloadWith(const absl::StatusOr<Settings>& settings) {
  absl::Status status = settings.status();
  if (status.ok()) status = sockets_.Open(++last_settings_, *settings);
  if (!status.ok()) return options_.warn("reload", status.message());
  plan_.Reload(last_settings_, settings->stand_by, loop_.NowMillis());
  Act();
}

void Supervisor::Act() {
  for (std::vector<Action> actions = plan_.Take(); !actions.empty(); actions = plan_.Take()) {
    for (const Action& action : actions) std::visit([this](const auto& one) { Do(one); }, action);
  }
}

void Supervisor::Do(const StartCell& action) {
  const absl::Status status = StartProcess(action.cell, action.stand_by);
  if (status.ok()) return;
  processes_.erase(action.cell);
  options_.warn("start", status.message());
  plan_.OnEnded(action.cell, {.exit_status = 1}, loop_.NowMillis());
}

absl::Status Supervisor::StartProcess(CellNumber number, bool stand_by) {
  auto ends = loop::MessageSocket::Pair();
  if (!ends.ok()) return ends.status();
  loop::Program program;
  program.path = options_.cell_program;
  program.arguments = options_.cell_arguments(stand_by);
  program.given = ends->second.get();
  program.given_as = kControlDescriptor;
  auto child = loop::Child::Start(loop_, program,
                                  [this, number](int status) { OnProcessEnd(number, status); });
  if (!child.ok()) return child.status();
  Process& process = processes_[number];
  process.pid = (*child)->pid();
  process.child = *std::move(child);
  Listen(number, std::move(ends->first));
  return absl::OkStatus();
}

void Supervisor::Listen(CellNumber number, loop::Descriptor end) {
  processes_.at(number).socket = std::make_unique<loop::MessageSocket>(
      loop_, std::move(end),
      [this, number](std::string_view octets, std::vector<loop::Descriptor>) {
        OnMessage(number, octets);
      },
      // Its end is what counts.
      [] {});
}

void Supervisor::Do(const ServeCell& action) {
  const auto found = processes_.find(action.cell);
  if (found == processes_.end()) return;
  const SettingsNumber settings = plan_.cells().at(action.cell).settings;
  loop::MessageSocket& socket = *found->second.socket;
  if (absl::Status status = sockets_.Complete(settings); !status.ok()) {
    options_.warn("listen", status.message());
  }
  SendSockets(socket, SocketUse::kLane, sockets_.Lanes(settings));
  if (const std::optional<int> admin = sockets_.Admin(settings)) {
    SendSockets(socket, SocketUse::kAdmin, {*admin});
  }
  socket.Send(Encode(ServeMessage{action.restarts, action.takes_over}));
}

void Supervisor::SendSockets(loop::MessageSocket& socket, SocketUse use,
                             const std::vector<int>& sockets) {
  std::span<const int> rest = sockets;
  while (!rest.empty()) {
    const size_t count = std::min(rest.size(), loop::MessageSocket::kMaxDescriptors);
    socket.Send(Encode(SocketsMessage{use}), rest.first(count));
    rest = rest.subspan(count);
  }
}

void Supervisor::Do(const DrainCell& action) {
  const auto found = processes_.find(action.cell);
  if (found != processes_.end()) {
    found->second.socket->Send(Encode(DrainMessage{action.hand_over}));
  }
}

void Supervisor::Do(const KillCell& action) {
  const auto found = processes_.find(action.cell);
  if (found != processes_.end()) found->second.child->Signal(SIGKILL);
}

void Supervisor::Do(const SettleOn& action) { sockets_.Settle(action.settings); }

void Supervisor::Do(const Tell& action) {
  const auto found = processes_.find(action.cell);
  const auto cell = plan_.cells().find(action.cell);
  const bool serves = action.what == Tell::What::kServing || action.what == Tell::What::kReloaded ||
                      (action.what == Tell::What::kTookOver && !told_listening_);
  if (serves && cell != plan_.cells().end()) {
    const loop::Endpoint listen = sockets_.Listening(cell->second.settings);
    if (told_listening_ != loop::ToString(listen)) {
      told_listening_ = loop::ToString(listen);
      options_.listening(listen, sockets_.AdminListening(cell->second.settings));
    }
  }
  options_.tell(action, found != processes_.end() ? found->second.pid : 0);
}

void Supervisor::OnMessage(CellNumber number, std::string_view octets) {
  const int64_t now = loop_.NowMillis();
  absl::StatusOr<Message> message = Decode(octets);
  uint32_t stalled_millis = 0;
  if (message.ok()) {
    if (const auto* beat = std::get_if<BeatMessage>(&*message)) {
      stalled_millis = beat->stalled_millis;
    } else if (std::holds_alternative<WarmMessage>(*message)) {
      plan_.OnWarm(number, now);
      TellBusy(number);
    } else if (std::holds_alternative<ServingMessage>(*message)) {
      plan_.OnServing(number, now);
    } else if (const auto* condemned = std::get_if<CondemnedMessage>(&*message)) {
      if (IsWarm(number)) PauseWarming();
      plan_.OnCondemned(number, condemned->reason, now);
    } else if (const auto* exhausted = std::get_if<ExhaustedMessage>(&*message)) {
      if (IsWarm(number)) PauseWarming();
      plan_.OnExhausted(number, exhausted->reason, now);
    } else if (std::holds_alternative<DrainedMessage>(*message)) {
      plan_.OnDrained(number, now);
    } else if (auto* busy = std::get_if<BusyMessage>(&*message)) {
      OnBusy(number, std::move(*busy));
    }
  }
  // Whatever it says, it lives: a cell of another program may say what this one does not know.
  plan_.OnBeat(number, stalled_millis, now);
  Act();
}

bool Supervisor::IsWarm(CellNumber number) const {
  const auto cell = plan_.cells().find(number);
  return cell != plan_.cells().end() && cell->second.phase == Phase::kWarm;
}

void Supervisor::OnBusy(CellNumber number, BusyMessage message) {
  const auto cell = plan_.cells().find(number);
  if (cell == plan_.cells().end() || cell->second.phase != Phase::kServing) return;
  if (message == busy_) return;
  busy_ = std::move(message);
  for (const auto& [other, process] : processes_) TellBusy(other);
}

void Supervisor::TellBusy(CellNumber number) {
  if (!IsWarm(number) || busy_.workers.empty() || loop_.NowMillis() < warms_from_) return;
  const auto found = processes_.find(number);
  if (found != processes_.end()) found->second.socket->Send(Encode(busy_));
}

void Supervisor::OnProcessEnd(CellNumber number, int wait_status) {
  if (IsWarm(number) && plan_.cells().at(number).needed) PauseWarming();
  plan_.OnEnded(number, EndOf(wait_status), loop_.NowMillis());
  Act();
  processes_.erase(number);
}

}  // namespace supervisor
