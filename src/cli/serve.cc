#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/cli/cell.h"
#include "src/cli/commands.h"
#include "src/host/shutdown.h"
#include "src/loop/descriptor.h"
#include "src/loop/signals.h"
#include "src/loop/timer.h"
#include "src/supervisor/cell_link.h"

namespace cli {
namespace {

// How often a cell gives a sign of life.
constexpr int64_t kBeatMillis = 500;
// At every so many of these it says who is busy.
constexpr int kBeatsOfALook = 4;

// A cell and its supervisor: what the one wants and the other says.
class SupervisedCell {
 public:
  SupervisedCell(Cell& cell, const ServeCommand& command, host::Console& console)
      : cell_(cell),
        console_(console),
        shutdown_(cell.control(), cell.server().lanes(), cell.server().crew(), console,
                  {.on_drain = [&cell] { cell.Drain(); }}),
        link_(cell.control(), loop::Descriptor(command.cell->control), MakeHandler()),
        beat_millis_(std::min(kBeatMillis, command.times.beat_millis / 4)),
        beat_(cell.control()) {}

  host::Ending Run() {
    // What the terminal sends to all is for the supervisor. Who ends a cell wants another one.
    auto signals = loop::Signals::Watch(cell_.control(), {SIGTERM, SIGINT, SIGHUP, SIGUSR2},
                                        [this](int signal) {
                                          if (signal == SIGTERM) cell_.Condemn("SIGTERM");
                                        });
    link_.SendWarm();
    Beat();
    const host::Ending ending = shutdown_.Run();
    link_.SendDrained();
    return ending;
  }

 private:
  supervisor::CellLink::Handler MakeHandler() {
    supervisor::CellLink::Handler handler;
    handler.serve = [this](supervisor::CellLink::Orders orders) {
      if (orders.lanes.empty()) return Refuse();
      cell_.Serve(std::move(orders), [this] { link_.SendServing(); });
    };
    handler.drain = [this](bool hand_over) {
      if (hand_over) cell_.LeaveAdmin();
      shutdown_.Drain(hand_over ? host::Successor::kAnotherProcess : host::Successor::kNone);
    };
    handler.busy = [this](std::vector<std::string> workers) { cell_.GetReady(workers); };
    handler.lost = [this] { shutdown_.Drain(host::Successor::kNone); };
    return handler;
  }

  // Where descriptors do not arrive, another cell may have more luck.
  void Refuse() {
    console_.SetSilent(false);
    console_.Error("atoll: the order to serve came without a socket; expected one a lane\n");
    shutdown_.Fail(1);
  }

  void Beat() {
    link_.SendBeat(static_cast<uint32_t>(cell_.server().LongestStall()));
    if (++beats_ % kBeatsOfALook == 0) link_.SendBusy(cell_.LookForBusy());
    beat_.Start(beat_millis_, [this] { Beat(); });
  }

  Cell& cell_;
  host::Console& console_;
  host::Shutdown shutdown_;
  supervisor::CellLink link_;
  const int64_t beat_millis_;
  loop::Timer beat_;
  int beats_ = 0;
};

bool IsChannel(int descriptor) {
  int type = 0;
  socklen_t size = sizeof(type);
  return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

int RunCell(ServeCommand command, Context& context) {
  if (!IsChannel(command.cell->control)) {
    return Fail(context, absl::StrCat("--cell names the descriptor ", command.cell->control,
                                      "; expected a supervisor's channel"));
  }
  Cell cell(command, context);
  if (absl::Status status = cell.Start(); !status.ok()) {
    context.console.SetSilent(false);
    return Fail(context, status.message());
  }
  SupervisedCell supervised(cell, command, context.console);
  const host::Ending ending = supervised.Run();
  cell.Finish();
  return Leave(ending);
}

}  // namespace

int RunServe(ServeCommand command, Context& context) {
  if (command.cell) return RunCell(std::move(command), context);
  Cell cell(std::move(command), context);
  if (absl::Status status = cell.Start(); !status.ok()) return Fail(context, status.message());
  const std::string ready = cell.ServeAlone();
  host::Shutdown shutdown(cell.control(), cell.server().lanes(), cell.server().crew(),
                          context.console, {.on_drain = [&cell] { cell.Drain(); }});
  cell.SetOnExhausted([&shutdown] { shutdown.Fail(kExhaustedExitCode); });
  const host::Ending ending =
      host::ServeUntilSignal(shutdown, cell.control(), context.console, ready);
  cell.SetOnExhausted(nullptr);
  cell.Finish();
  return Leave(ending);
}

}  // namespace cli
