#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bindings/kv/kv_host.h"
#include "src/base/clock.h"
#include "src/cache/store.h"
#include "src/cli/commands.h"
#include "src/cli/cron_host.h"
#include "src/cli/cron_text.h"
#include "src/cli/dev_inspector.h"
#include "src/cli/grants.h"
#include "src/cli/open_store.h"
#include "src/cli/worker_sources.h"
#include "src/host/cron_expression.h"
#include "src/host/dev_server.h"
#include "src/host/project.h"
#include "src/loop/loop.h"

namespace cli {

namespace {

// When the worker runs next by itself.
void TellNext(const host::TriggersConfig& triggers, host::Console& console) {
  const auto now = static_cast<int64_t>(base::Clock::Real().WallMillis() / 1000);
  for (const std::string& cron : triggers.crons) {
    const absl::StatusOr<host::CronExpression> expression = host::CronExpression::Parse(cron);
    if (!expression.ok()) continue;
    console.Out(absl::StrCat("Cron ", host::Quoted(cron), " runs next at ",
                             TimeText(expression->Next(now)), "\n"));
  }
}

}  // namespace

int RunDev(DevCommand command, Context& context) {
  // A mistake in what was typed or configured ends the command; one in the worker does not.
  absl::StatusOr<host::Project> project = host::OpenProject(command.options.deploy.project);
  if (!project.ok()) return Fail(context, project.status().message());

  command.options.deploy.esbuild = context.esbuild;
  command.options.deploy.search_path = context.search_path;
  const std::string state = command.options.persist_to.empty()
                                ? (project->root / ".atoll" / "state").string()
                                : command.options.persist_to;
  store::Meter kv_meter;
  const auto tell = [&context](std::string_view line) {
    context.console.Error(absl::StrCat("atoll: ", line, "\n"));
  };
  bindings::KvHost kv(StoreOpener(state, "--persist-to FOLDER", {}, tell), kv_meter,
                      [tell](std::string_view line) { tell(absl::StrCat("warning: ", line)); });
  command.options.deploy.grant = GrantBindings(kv);
  cache::StoreOptions cache_options;
  cache_options.folder = CacheFolder(state);
  cache_options.tell = [&context](std::string_view line) {
    context.console.Error(absl::StrCat("atoll: warning: ", line, "\n"));
  };
  cache::Meter cache_meter;
  cache::Store cache(std::move(cache_options), cache_meter);
  command.options.cache = &cache;
  loop::Loop control;
  CronHost::Options cron_options;
  cron_options.data_dir = state;
  cron_options.scheduler.catches_up = false;
  cron_options.scheduler.tell = [&context](const host::LogEntry& entry,
                                           host::CronScheduler::Weight weight) {
    // Of a run the observer tells.
    if (weight == host::CronScheduler::Weight::kRun) return;
    context.console.Error(host::FormatLine(entry, host::LogFormat::kHuman));
  };
  std::unique_ptr<CronHost> crons;
  if (command.crons) {
    command.options.on_crons = [&](const std::string& worker,
                                   const host::TriggersConfig& triggers) {
      control.Post([&, worker, triggers] {
        if (crons == nullptr) return;
        crons->Set(CronsOf(worker, triggers, {}).workers);
        TellNext(triggers, context.console);
      });
    };
  }
  DevInspector inspector;
  if (absl::Status status = inspector.Start(control, command.inspector, context.version,
                                            context.console, command.options);
      !status.ok()) {
    return Fail(context, status.message());
  }
  absl::StatusOr<std::unique_ptr<host::DevServer>> server = host::DevServer::Start(
      control, context.snapshot, std::move(command.options), context.console);
  if (!server.ok()) return Fail(context, server.status().message());
  cron_options.scheduler.deliver = [&lane = *(*server)->lanes().front()](
                                       size_t, worker::ScheduledEvent event,
                                       worker::ScheduledDone done) {
    lane.Scheduled(std::move(event), std::move(done));
  };
  crons = std::make_unique<CronHost>(control, context.console, std::move(cron_options));
  host::Ending ending = host::ServeUntilSignal(
      control, (*server)->lanes(), (*server)->crew(), context.console,
      absl::StrCat("Ready on ", (*server)->Url(), "\n"), host::kGraceMillis, [&crons, &inspector] {
        crons->Drain();
        inspector.Close();
      });
  crons->Finish();
  if (!inspector.Finish(**server)) ending.abandoned = true;
  return Leave(ending);
}

}  // namespace cli
