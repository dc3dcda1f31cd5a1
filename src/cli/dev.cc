#include <signal.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bindings/kv/kv_host.h"
#include "src/cache/store.h"
#include "src/cli/commands.h"
#include "src/cli/dev_crons.h"
#include "src/cli/dev_inspector.h"
#include "src/cli/dev_keys.h"
#include "src/cli/grants.h"
#include "src/cli/key_terminal.h"
#include "src/cli/open_store.h"
#include "src/host/dev_server.h"
#include "src/host/local_pages.h"
#include "src/host/log_lines.h"
#include "src/host/node_config.h"
#include "src/host/project.h"
#include "src/host/recycling.h"
#include "src/host/shutdown.h"
#include "src/loop/loop.h"
#include "src/loop/signals.h"

namespace cli {

namespace {

// Whether whoever has started this wants it to outlive the terminal (nohup(1)).
bool IgnoresHangups() {
  struct sigaction action;
  return sigaction(SIGHUP, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

// Tells of threads that were parked, and when it is enough.
class ParkedNotes {
 public:
  ParkedNotes(loop::Loop& control, host::Console& console) : control_(control), console_(console) {}

  // On any thread: it does not wait for whoever reads what is printed.
  void Tell(const worker::ParkedTurn& turn) {
    const host::NodeConfig node;
    const host::ParkedBounds bounds = {node.parked_threads, node.parked_bytes};
    const bool is_enough = host::JudgeParked(turn, bounds) == host::Recycling::kExhausted;
    control_.Post([this, is_enough, line = host::ParkedLine(turn, host::LogFormat::kHuman)] {
      console_.Error(line);
      if (!is_enough || std::exchange(enough_, true) || !on_enough) return;
      console_.Error("atoll: so much is parked that this process ends; start it again\n");
      on_enough();
    });
  }

  std::function<void()> on_enough;  // of the control loop's thread

 private:
  loop::Loop& control_;
  host::Console& console_;
  bool enough_ = false;
};

// What serving needs. Everything is borrowed.
struct Served {
  loop::Loop& control;
  host::DevServer& server;
  const Context& context;
  const DevInspector& inspector;
  ParkedNotes& parked;
  bool has_keys = true;
};

// Serves until a signal, a key or the end of the terminal says that it is enough.
host::Ending Serve(const Served& served, absl::AnyInvocable<void()> on_drain) {
  auto& [control, server, context, inspector, parked, has_keys] = served;
  host::Console& console = context.console;
  host::Shutdown shutdown(control, server.lanes(), server.crew(), console,
                          {.on_drain = std::move(on_drain)});
  auto ends = loop::Signals::Watch(control, {SIGINT, SIGTERM},
                                   [&shutdown](int signal) { shutdown.OnSignal(signal); });
  parked.on_enough = [&shutdown] { shutdown.Fail(kExhaustedExitCode); };
  if (!ends.ok()) {
    console.Error(absl::StrCat("atoll: cannot watch signals: ", ends.status().message(), "\n"));
  }
  // A terminal that goes tells so twice: by a signal, and by the end of what is read from it.
  const bool hangups_count = !IgnoresHangups();
  bool hung_up = false;
  auto hang_up = [&shutdown, &hung_up, hangups_count] {
    if (hangups_count && !std::exchange(hung_up, true)) shutdown.OnSignal(SIGHUP);
  };
  std::unique_ptr<loop::Signals> hangups;
  if (hangups_count) {
    auto watched = loop::Signals::Watch(control, {SIGHUP}, [&hang_up](int) { hang_up(); });
    if (watched.ok()) hangups = *std::move(watched);
  }
  DevKeys keys(control, console,
               {.url = server.Url(),
                .search_path = context.search_path,
                .restart = [&server] { server.Restart(); },
                .quit = [&] { shutdown.OnSignal(SIGINT); },
                .devtools_url = [&inspector] { return inspector.DevToolsUrl(); }});
  std::unique_ptr<KeyTerminal> terminal;
  if (has_keys) {
    terminal = KeyTerminal::Take(
        control, [&keys](char key) { keys.OnKey(key); }, hang_up);
  }
  console.Out(absl::StrCat(server.bindings(), "Ready on ", server.Url(), "\n",
                           "What it does: ", server.Url(), host::LocalSite::kRoot, "/\n",
                           terminal != nullptr ? keys.Help() : ""));
  const host::Ending ending = shutdown.Run();
  parked.on_enough = nullptr;
  return ending;
}

// What a project keeps in `state`, a folder.
struct Storage {
  Storage(const std::string& state, host::Console& console)
      : kv(StoreOpener(state, "--persist-to FOLDER", {}, Teller(console, "atoll: ")), kv_meter,
           Teller(console, "atoll: warning: ")),
        cache(CacheOptions(state, console), cache_meter) {}

  static std::function<void(std::string_view)> Teller(host::Console& console,
                                                      std::string_view before) {
    return [&console, before](std::string_view line) {
      console.Error(absl::StrCat(before, line, "\n"));
    };
  }

  static cache::StoreOptions CacheOptions(const std::string& state, host::Console& console) {
    cache::StoreOptions options;
    options.folder = CacheFolder(state);
    options.tell = Teller(console, "atoll: warning: ");
    return options;
  }

  store::Meter kv_meter;
  bindings::KvHost kv;
  cache::Meter cache_meter;
  cache::Store cache;
};

// Takes what the configuration says of what was not given.
void TakeSettings(const host::DevSettings& dev, DevCommand& command) {
  const auto local = [](std::string_view address) { return address == "localhost"; };
  host::DevOptions& options = command.options;
  if (!command.has_ip && dev.ip) options.address = local(*dev.ip) ? "" : *dev.ip;
  if (!command.has_port) options.port = dev.port.value_or(options.port);
  InspectorSettings& inspector = command.inspector;
  if (!command.has_inspector_ip && dev.inspector_ip) {
    inspector.address = local(*dev.inspector_ip) ? "127.0.0.1" : *dev.inspector_ip;
  }
  if (!command.has_inspector_port) inspector.port = dev.inspector_port.value_or(inspector.port);
}

}  // namespace

int RunDev(DevCommand command, Context& context) {
  if (absl::Status status = GoTo(command.cwd); !status.ok()) {
    return Fail(context, status.message());
  }
  // A mistake in what was typed or configured ends the command; one in the worker does not.
  absl::StatusOr<host::Project> project = host::OpenProject(command.options.deploy.project);
  if (!project.ok()) return Fail(context, project.status().message());
  for (const host::ProjectOptions& other : command.options.others) {
    const absl::Status problem = host::OpenProject(other).status();
    if (!problem.ok()) return Fail(context, problem.message());
  }

  TakeSettings(project->dev, command);
  command.options.deploy.tell = [&context](std::string_view text) { context.console.Out(text); };
  command.options.deploy.esbuild = context.esbuild;
  command.options.deploy.search_path = context.search_path;
  const std::string state = command.options.persist_to.empty()
                                ? (project->root / ".atoll" / "state").string()
                                : command.options.persist_to;
  Storage storage(state, context.console);
  command.options.deploy.grant = GrantBindings(storage.kv);
  command.options.cache = &storage.cache;
  command.options.pages = [&kv = storage.kv, address = command.options.address](
                              host::DevSite& site, worker::Lane& lane) {
    host::LocalSite::Options local;
    local.address = address;
    local.open_kv = [&kv](std::string_view id) { return kv.Open(id); };
    return std::make_unique<host::LocalPages>(site, lane, std::move(local));
  };
  loop::Loop control;
  DevCrons crons(control, context.console, state);
  const bool has_keys = command.keys;
  if (command.crons) {
    command.options.on_crons = [&crons](std::vector<host::WorkerTriggers> workers) {
      crons.Set(std::move(workers));
    };
  }
  ParkedNotes parked(control, context.console);
  command.options.on_parked = [&parked](const worker::ParkedTurn& turn) { parked.Tell(turn); };
  DevInspector inspector;
  if (absl::Status status = inspector.Start(control, command.inspector, context.version,
                                            context.console, command.options);
      !status.ok()) {
    return Fail(context, status.message());
  }
  absl::StatusOr<std::unique_ptr<host::DevServer>> server = host::DevServer::Start(
      control, context.snapshot, std::move(command.options), context.console);
  if (!server.ok()) return Fail(context, server.status().message());
  crons.Start(*(*server)->lanes().front());
  host::Ending ending = Serve({control, **server, context, inspector, parked, has_keys}, [&] {
    crons.Drain();
    (*server)->EndStreams();
    inspector.Close();
  });
  crons.Finish();
  if (!inspector.Finish(**server)) ending.abandoned = true;
  return Leave(ending);
}

}  // namespace cli
