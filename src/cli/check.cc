#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/cli/check_text.h"
#include "src/cli/commands.h"
#include "src/host/deploy.h"
#include "src/host/project.h"

namespace cli {
namespace {

CheckedWorker Check(const host::ProjectOptions& options, Context& context) {
  CheckedWorker checked;
  absl::StatusOr<host::Project> project = host::OpenProject(options);
  if (!project.ok()) {
    checked.error = ReadError(project.status().message());
    return checked;
  }
  checked.warnings = project->warnings;
  checked.project = *std::move(project);
  host::DeployOptions deploy;
  deploy.project = options;
  deploy.esbuild = context.esbuild;
  deploy.search_path = context.search_path;
  deploy.spawner = context.spawner();
  deploy.tell = [&context](std::string_view text) { context.console.Error(text); };
  std::variant<host::Deployment, host::DeployError> result = host::Deploy(context.snapshot, deploy);
  if (auto* error = std::get_if<host::DeployError>(&result)) {
    checked.error =
        error->exception.has_value() ? ReadError(*error->exception) : ReadError(error->message);
    return checked;
  }
  auto& deployment = std::get<host::Deployment>(result);
  checked.warnings = std::move(deployment.warnings);
  checked.main = deployment.version->spec.main;
  for (const engine::ModuleSource& module : deployment.version->graph.modules) {
    ++checked.modules;
    checked.module_bytes += module.contents.size();
  }
  return checked;
}

void Print(const CheckedWorker& worker, host::Console& console) {
  console.Out(CheckText(worker));
  for (const std::string& warning : worker.warnings) {
    console.Error(absl::StrCat(console.Paint("33", "warning"), ": ", warning, "\n"));
  }
  if (!worker.error.has_value()) return;
  console.Error(absl::StrCat(console.Paint("31", "error"), ": ", ErrorText(*worker.error)));
}

}  // namespace

int RunCheck(const CheckCommand& command, Context& context) {
  if (absl::Status status = GoTo(command.cwd); !status.ok()) {
    return Fail(context, status.message());
  }
  std::vector<CheckedWorker> workers;
  bool ok = true;
  for (const host::ProjectOptions& project : command.projects) {
    workers.push_back(Check(project, context));
    ok = ok && !workers.back().error.has_value();
    if (!command.json) Print(workers.back(), context.console);
  }
  if (command.json) context.console.Out(CheckJson(workers));
  return ok ? 0 : 1;
}

}  // namespace cli
