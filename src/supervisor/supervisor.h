#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "src/loop/child.h"
#include "src/loop/loop.h"
#include "src/loop/message_socket.h"
#include "src/loop/signals.h"
#include "src/loop/timer.h"
#include "src/supervisor/message.h"
#include "src/supervisor/plan.h"
#include "src/supervisor/settings.h"
#include "src/supervisor/sockets.h"
#include "src/supervisor/state.h"

namespace supervisor {

// What a supervisor is told by whoever makes it.
struct Options {
  std::string cell_program;  // that cells run
  // Its arguments. The cell's end of the control channel is its descriptor kControlDescriptor.
  std::function<std::vector<std::string>(bool stand_by)> cell_arguments;
  std::string own_program;                 // what SIGUSR2 puts in the place of this program
  std::vector<std::string> own_arguments;  // its arguments
  PlanLimits limits = {};
  // Reads the configuration again.
  std::function<absl::StatusOr<Settings>()> read;
  // Something has happened, to the process `pid`; 0: it has none any more, or had none.
  std::function<void(const Tell& tell, pid_t pid)> tell;
  // Something of the operator's could not be done.
  std::function<void(std::string_view what, std::string_view why)> warn;
  // The node serves there from now on.
  std::function<void(const loop::Endpoint& listen, const std::optional<loop::Endpoint>& admin)>
      listening;
};

inline constexpr int kControlDescriptor = 3;
// The environment variable that names the descriptor of what a supervisor has left (State).
inline constexpr char kStateVariable[] = "ATOLL_SUPERVISOR_STATE";

// Owns the listening sockets of a node and the processes that serve on them, the cells. What it
// does is decided by Plan; this is the shell. SIGHUP: reload; SIGUSR2: upgrade; SIGTERM, SIGINT:
// drain, and the second time end. Bound to the loop's thread.
class Supervisor {
 public:
  // Opens the sockets and starts the first cell. An endpoint that cannot be listened on is an
  // error. `loop` is borrowed.
  static absl::StatusOr<std::unique_ptr<Supervisor>> Start(loop::Loop& loop, Options options,
                                                           const Settings& settings);
  // Goes on where another program was in this process, which left its state in the file
  // `descriptor`, and reloads: with `settings`, unless they are an error, which is told.
  static absl::StatusOr<std::unique_ptr<Supervisor>> Resume(
      loop::Loop& loop, Options options, int descriptor, const absl::StatusOr<Settings>& settings);
  ~Supervisor();

  // Until it is over. The exit status of the process.
  int Run();

 private:
  struct Process {
    pid_t pid = 0;
    std::unique_ptr<loop::Child> child;
    std::unique_ptr<loop::MessageSocket> socket;
  };

  Supervisor(loop::Loop& loop, Options options, bool stand_by)
      : loop_(loop),
        options_(std::move(options)),
        plan_(options_.limits, stand_by),
        tick_(loop),
        check_(loop) {}
  absl::Status WatchSignals();
  absl::Status Restore(int descriptor);
  void OnSignal(int signal);
  void Tick();
  void Reload();
  void ReloadWith(const absl::StatusOr<Settings>& settings);

  // The plan's actions.
  void Act();
  void Do(const StartCell& action);
  void Do(const ServeCell& action);
  void Do(const DrainCell& action);
  void Do(const KillCell& action);
  void Do(const SettleOn& action);
  // The first one counts.
  void Do(const Leave& action) { exit_code_ = exit_code_.value_or(action.exit_code); }
  void Do(const Tell& action);

  absl::Status StartProcess(CellNumber number, bool stand_by);
  void Listen(CellNumber number, loop::Descriptor end);
  void SendSockets(loop::MessageSocket& socket, SocketUse use, const std::vector<int>& sockets);
  void OnMessage(CellNumber number, std::string_view octets);
  // The cell in front says who is busy: the others, which may take its place, hear it.
  void OnBusy(CellNumber number, BusyMessage message);
  void TellBusy(CellNumber number);
  // A cell that has not served yet has failed: it may be what it was to get ready.
  void PauseWarming() { warms_from_ = loop_.NowMillis() + kWarmingPauseMillis; }
  bool IsWarm(CellNumber number) const;
  void OnProcessEnd(CellNumber number, int wait_status);
  void WaitForTheKilled();

  // The upgrade (upgrade.cc): the new program shows that it runs, then it takes this one's place.
  void BeginUpgrade();
  void OnChecked(int wait_status);
  // Whether it goes on, and all cells have been sent what they were told.
  bool MayExecute() const;
  // Between two rounds of the loop. Returns if it is not possible, or not now.
  void Execute();
  State MakeState() const;

  static constexpr int64_t kWarmingPauseMillis = 10 * 60'000;

  loop::Loop& loop_;
  const Options options_;
  Plan plan_;
  BusyMessage busy_;        // the last that the cell in front said
  int64_t warms_from_ = 0;  // before that no cell is told
  Sockets sockets_;
  SettingsNumber last_settings_ = 0;
  std::map<CellNumber, Process> processes_;
  std::optional<std::string> told_listening_;  // where; nullopt: nobody has served
  std::optional<int> exit_code_;
  loop::Timer tick_;
  std::unique_ptr<loop::Child> checked_;  // the new program, while it shows that it runs
  loop::Timer check_;
  bool wants_upgrade_ = false;  // it has shown that
  std::unique_ptr<loop::Signals> signals_;
};

}  // namespace supervisor
