#include "src/cli/cron_flags.h"

#include "src/cli/worker_flags.h"

namespace cli {

CLI::App* CronFlags::Add(CLI::App& parent, const char* name, const char* help, Action action) {
  CLI::App* command = parent.add_subcommand(name, help);
  command->callback([this, action] { command_.action = action; });
  command->add_flag("--json", command_.json, "Write JSON");
  command->add_option("--worker", command_.worker, "The worker's name")->type_name("NAME");
  return command;
}

void CronFlags::AddSource(CLI::App& command) {
  command
      .add_option("source", command_.path,
                  "A script, a folder with wrangler.json, .jsonc or .toml, or a node's "
                  "configuration, as `serve` takes them (default: the configuration found upward "
                  "from here, or with --data-dir alone all that is kept there)")
      ->type_name("");
  command.add_option("-c,--config", command_.config, "The worker's configuration")
      ->type_name("FILE");
  command.add_option("-e,--env", command_.environment, "The environment of the configuration")
      ->type_name("NAME");
  command
      .add_option("--workers-dir", command_.workers_dir, "A folder whose subfolders are workers")
      ->type_name("FOLDER");
  command
      .add_option("--data-dir,--persist-to", command_.data_dir,
                  "The data directory (default: the node's, or .atoll/state of the project)")
      ->type_name("FOLDER");
  command.add_option("--cron", command_.cron, "The expression")->type_name("EXPRESSION");
}

void CronFlags::AddTo(CLI::App& command) {
  command.require_subcommand(1);
  AddSource(
      *Add(command, "list", "List crons, when they run next and how they ran last", Action::kList));
  CLI::App* history =
      Add(command, "history", "List the last runs of crons, the newest first", Action::kHistory);
  AddSource(*history);
  history->add_option("--limit", command_.limit, "How many of each cron")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000).description(""));
  CLI::App* run =
      Add(command, "run", "Have a running server run a cron now, and wait for it", Action::kRun);
  run->add_option("cron", command_.cron, "The expression (default: the worker's only one)");
  CLI::Option* admin = run->add_option("--admin", command_.admin, "The admin port of `atoll serve`")
                           ->type_name("ADDRESS:PORT")
                           ->check(CheckListen, "");
  run->add_option("-p,--port", command_.port, "The port of `atoll dev`, if it is that")
      ->type_name("PORT")
      ->capture_default_str()
      ->check(CLI::Range(1, 65535).description(""))
      ->excludes(admin);
  run->add_option("--time", command_.time,
                  "What the handler is told as the time that was meant (default: now)")
      ->type_name("MILLISECONDS")
      ->check(CLI::NonNegativeNumber.description(""));
}

}  // namespace cli
