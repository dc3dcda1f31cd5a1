#include <utility>

#include "absl/strings/str_cat.h"
#include "bindings/kv/kv_host.h"
#include "src/cli/commands.h"
#include "src/cli/grants.h"
#include "src/cli/open_store.h"
#include "src/host/dev_server.h"
#include "src/host/project.h"
#include "src/loop/loop.h"

namespace cli {

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
  bindings::KvHost kv(StoreOpener(state, "--persist-to FOLDER", {}), kv_meter,
                      [&context](std::string_view line) {
                        context.console.Error(absl::StrCat("atoll: warning: ", line, "\n"));
                      });
  command.options.deploy.grant = GrantBindings(kv);
  loop::Loop control;
  absl::StatusOr<std::unique_ptr<host::DevServer>> server = host::DevServer::Start(
      control, context.snapshot, std::move(command.options), context.console);
  if (!server.ok()) return Fail(context, server.status().message());
  return Leave(host::ServeUntilSignal(control, (*server)->lanes(), (*server)->crew(),
                                      context.console,
                                      absl::StrCat("Ready on ", (*server)->Url(), "\n")));
}

}  // namespace cli
