#include "src/supervisor/supervisor.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/cli/supervise.h"
#include "src/host/log_lines.h"
#include "src/host/machine.h"

namespace cli {
namespace {

using What = supervisor::Tell::What;
using Fields = std::vector<std::pair<std::string_view, host::LogEntry::Value>>;
using Text = host::LogEntry::Text;

supervisor::Settings SettingsOf(const host::NodeConfig& node) {
  supervisor::Settings settings;
  settings.listen = {node.listen.address, node.listen.port};
  if (node.admin) settings.admin = loop::Endpoint{node.admin->address, node.admin->port};
  settings.lanes = node.threads > 0 ? node.threads : host::CoreCount();
  settings.stand_by = node.standby;
  return settings;
}

// What a command line says now.
absl::StatusOr<ServeCommand> ServeCommandOf(Command command) {
  if (auto* serve = std::get_if<ServeCommand>(&command)) return std::move(*serve);
  std::string message = "the arguments are not those of `atoll serve`";
  if (const auto* print = std::get_if<PrintCommand>(&command)) {
    message = absl::StripSuffix(absl::StripPrefix(print->text, "atoll: "), "\n");
  }
  return absl::InvalidArgumentError(message);
}

supervisor::PlanLimits LimitsOf(const SupervisorTimes& times) {
  supervisor::PlanLimits limits;
  limits.beat = times.beat_millis;
  limits.least_wait = times.least_wait_millis;
  limits.most_wait = times.most_wait_millis;
  return limits;
}

// Of this program's file, for whoever replaces it.
std::string OwnPath() {
  char path[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
  return size > 0 ? std::string(path, static_cast<size_t>(size)) : "/proc/self/exe";
}

// "SIGSEGV", "exit-1"
std::string HowItEnded(const supervisor::CellEnd& end) {
  if (end.signal == 0) return absl::StrCat("exit-", end.exit_status);
  const char* name = sigabbrev_np(end.signal);
  return name != nullptr ? absl::StrCat("SIG", name) : absl::StrCat("signal-", end.signal);
}

// "cell event= pid= ..." or "reload outcome= pid= reason="
void LogTell(const supervisor::Tell& tell, pid_t pid, host::LogFormat format,
             host::Console& console) {
  const std::string how = HowItEnded(tell.end);
  Fields fields;
  std::string_view kind = "cell";
  switch (tell.what) {
    case What::kServing:
      return;
    case What::kTookOver:
      fields = {{"event", "took-over"}, {"pid", int64_t{pid}}, {"reason", Text{tell.reason}}};
      break;
    case What::kCrashed:
      fields = {{"event", "ended"},
                {"pid", int64_t{pid}},
                {"how", std::string_view(how)},
                {"lived_ms", tell.lived_millis},
                {"next_start_ms", tell.next_millis}};
      break;
    case What::kKilled:
      fields = {{"event", "killed"}, {"pid", int64_t{pid}}, {"reason", Text{tell.reason}}};
      break;
    case What::kCondemned:
      fields = {{"event", "condemned"}, {"pid", int64_t{pid}}, {"reason", Text{tell.reason}}};
      break;
    case What::kReloaded:
      kind = "reload";
      fields = {{"outcome", "ok"}, {"pid", int64_t{pid}}};
      break;
    case What::kReloadFailed:
      kind = "reload";
      fields = {{"outcome", "failed"},
                {"pid", int64_t{pid}},
                {"reason", Text{"the new cell has ended; the one before serves on"}}};
      break;
  }
  console.Error(host::FormatLine({.kind = kind, .fields = std::move(fields)}, format));
}

// What a supervisor of this command line does.
supervisor::Options OptionsOf(const CommandLine& line, SupervisorTimes times,
                              host::LogFormat format, host::Console& console) {
  supervisor::Options options;
  options.cell_program = "/proc/self/exe";
  options.own_program = OwnPath();
  options.own_arguments = line.arguments;
  options.cell_arguments = [arguments = line.arguments](bool stand_by) {
    // The program's name and "serve" come first.
    std::vector<std::string> all(arguments.begin(), arguments.begin() + 2);
    all.push_back(
        absl::StrCat("--cell=", supervisor::kControlDescriptor, stand_by ? ",stand-by" : ""));
    all.insert(all.end(), arguments.begin() + 2, arguments.end());
    return all;
  };
  options.limits = LimitsOf(times);
  options.read = [line]() -> absl::StatusOr<supervisor::Settings> {
    const absl::StatusOr<ServeCommand> command = ServeCommandOf(line.Parse());
    if (!command.ok()) return command.status();
    return SettingsOf(command->node);
  };
  options.tell = [format, &console](const supervisor::Tell& tell, pid_t pid) {
    LogTell(tell, pid, format, console);
  };
  options.warn = [format, &console](std::string_view what, std::string_view why) {
    console.Error(host::FormatLine(
        {.kind = what, .fields = {{"outcome", "failed"}, {"reason", Text{why}}}}, format));
  };
  options.listening = [&console](const loop::Endpoint& listen,
                                 const std::optional<loop::Endpoint>& admin) {
    std::string text = absl::StrCat("Listening on http://", loop::ToString(listen), "\n");
    if (admin) absl::StrAppend(&text, "Metrics on http://", loop::ToString(*admin), "/metrics\n");
    console.Out(text);
  };
  return options;
}

int RunOrFail(absl::StatusOr<std::unique_ptr<supervisor::Supervisor>> supervisor,
              host::Console& console) {
  if (supervisor.ok()) return (*supervisor)->Run();
  console.Error(absl::StrCat("atoll: ", supervisor.status().message(), "\n"));
  return 1;
}

}  // namespace

Command CommandLine::Parse() const {
  std::vector<const char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
  return ParseCommandLine(static_cast<int>(pointers.size()), pointers.data(), version);
}

int RunSupervisor(const ServeCommand& command, const CommandLine& line, host::Console& console) {
  loop::Loop loop;
  return RunOrFail(supervisor::Supervisor::Start(
                       loop, OptionsOf(line, command.times, command.node.log.format, console),
                       SettingsOf(command.node)),
                   console);
}

int ResumeSupervisor(Command command, const CommandLine& line, int descriptor,
                     host::Console& console) {
  const absl::StatusOr<ServeCommand> serve = ServeCommandOf(std::move(command));
  absl::StatusOr<supervisor::Settings> settings = absl::UnknownError("");
  SupervisorTimes times;
  host::LogFormat format = host::LogFormat::kHuman;
  if (!serve.ok()) {
    settings = serve.status();
  } else {
    settings = SettingsOf(serve->node);
    times = serve->times;
    format = serve->node.log.format;
  }
  loop::Loop loop;
  return RunOrFail(supervisor::Supervisor::Resume(loop, OptionsOf(line, times, format, console),
                                                  descriptor, settings),
                   console);
}

}  // namespace cli
