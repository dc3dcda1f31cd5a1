#include "src/cli/help_topics.h"

#include <string>

namespace cli {
namespace {

constexpr HelpEntry kUsualStatus[] = {
    {"0", "it is done"},
    {"1", "it is not: one line on standard error says what was found, and what was expected"},
};

constexpr HelpEntry kServerStatus[] = {
    {"0", "ended by SIGINT or SIGTERM, with what was under way finished"},
    {"1",
     "it did not start: one line on standard error says what was found, and what was expected"},
};

constexpr HelpEntry kEsbuild[] = {
    {"ATOLL_ESBUILD",
     "the esbuild that bundles where the project has none in its node_modules (else one in PATH)"},
    {"NO_COLOR", "anything: no colours, on a terminal either"},
};

constexpr HelpEntry kProgramExamples[] = {
    {"atoll init hello", "A new project in the folder hello"},
    {"atoll dev", "The project here, run while it is written"},
    {"atoll serve --workers-dir workers --listen 0.0.0.0:80",
     "Every worker of a folder, on all cores"},
};

constexpr HelpEntry kDevExamples[] = {
    {"atoll dev", "The project here: the configuration is looked for upward from this folder"},
    {"atoll dev worker.js --var GREETING:hi", "One script, with a variable"},
    {"atoll dev --env staging --port 0", "An environment of the configuration, on any free port"},
    {"atoll dev --test-scheduled --no-crons",
     "With crons that run when /__scheduled is asked for alone"},
};
constexpr HelpEntry kDevFiles[] = {
    {"wrangler.json", "the configuration; else wrangler.jsonc, else wrangler.toml"},
    {".dev.vars",
     "secrets, as lines of NAME=value; .dev.vars.NAME of an environment, or .env where there is "
     "neither"},
    {".atoll/state", "in the project: KV namespaces, the cache, what crons have run"},
};

constexpr HelpEntry kCheckExamples[] = {
    {"atoll check", "The project here: the configuration is looked for upward from this folder"},
    {"atoll check worker.js", "One script"},
    {"atoll check --env staging --json", "An environment of the configuration, for a program"},
};
constexpr HelpEntry kCheckStatus[] = {
    {"0", "the worker can be started, whatever the warnings on standard error say"},
    {"1", "it cannot: the error on standard error says why, and where"},
};

constexpr HelpEntry kServeExamples[] = {
    {"atoll serve worker.js", "One script, on 127.0.0.1:8787 and on every core"},
    {"atoll serve --workers-dir workers --data-dir data",
     "Every worker below a folder, by the first label of the Host"},
    {"atoll serve atoll.toml --log-format json", "A node as its configuration describes it"},
};
constexpr HelpEntry kServeFiles[] = {
    {"atoll.toml", "a node's configuration, whatever it is called: listeners, limits, workers"},
    {"DATA_DIR/kv", "KV namespaces"},
    {"DATA_DIR/cron", "which crons have run"},
};

constexpr HelpEntry kKvExamples[] = {
    {"atoll kv key put --binding LINKS home https://example.com",
     "Set a key of the project's namespace LINKS, as `atoll dev` keeps it"},
    {"atoll kv key list --binding LINKS --prefix h", "The keys that begin with h"},
    {"atoll kv bulk export --namespace-id shop --data-dir data",
     "All of a node's namespace, for `atoll kv bulk put`"},
};
constexpr HelpEntry kKvFiles[] = {
    {".atoll/state/kv", "in the project: the namespaces of `atoll dev`"},
};

constexpr HelpEntry kCronExamples[] = {
    {"atoll cron list", "The crons of the project here, and when each runs next"},
    {"atoll cron history --data-dir data --worker shop --json", "What a node has run"},
    {"atoll cron run '*/15 * * * *' --port 8787", "Run one now, in an `atoll dev` that runs"},
};

constexpr HelpEntry kInitExamples[] = {
    {"atoll init hello", "A project in TypeScript, in the new folder hello"},
    {"atoll init hello --javascript", "The same in JavaScript, which needs no package at all"},
    {"atoll init", "In this folder, which must be empty"},
};

constexpr HelpEntry kTypesExamples[] = {
    {"atoll types", "worker-configuration.d.ts beside the configuration"},
    {"atoll types --check", "Whether that is still what the configuration says, for CI"},
    {"atoll types src/env.d.ts --env-interface Bindings --env staging",
     "Another file, another name, one environment"},
    {"atoll types -c gateway/wrangler.jsonc -c accounts/wrangler.jsonc",
     "For the first; its services are typed by the second's exports"},
};
constexpr HelpEntry kTypesFiles[] = {
    {"worker-configuration.d.ts", "what is written, unless PATH names another file"},
    {".dev.vars",
     "the names of secrets; .dev.vars.NAME of an environment, or .env where there is neither"},
};
constexpr HelpEntry kTypesStatus[] = {
    {"0", "written, or with --check up to date"},
    {"1", "not written, or with --check out of date or missing"},
};

constexpr HelpEntry kCompletionsExamples[] = {
    {"atoll completions bash",
     "To be put into a file that ~/.bashrc sources, or into /etc/bash_completion.d/atoll"},
    {"atoll completions zsh", "To be put into a file _atoll of a folder in $fpath"},
    {"atoll completions fish", "To be put into ~/.config/fish/completions/atoll.fish"},
};

constexpr HelpTopic kTopics[] = {
    {"atoll",
     "Each command has a help of its own, with examples. An option's value may follow it or \"=\": "
     "`--port 80`, `--port=80`.",
     kProgramExamples,
     {},
     {},
     kUsualStatus},
    {"atoll dev",
     "Serves a worker, or a project of several, on one lane, so that the state of its modules "
     "behaves "
     "as while you write it. A change of any of its files is picked up by the next request; a "
     "mistake is "
     "shown in the terminal and the browser. KV namespaces, the cache and crons work as in `atoll "
     "serve`, and limits hold.",
     kDevExamples, kDevFiles, kEsbuild, kServerStatus},
    {"atoll check",
     "Reads a worker, its configuration and its secrets as `atoll dev` does, bundles and compiles "
     "its modules, and prints what was understood: modules, bindings, crons, limits, warnings. It "
     "runs nothing of the worker.",
     kCheckExamples, kDevFiles, kEsbuild, kCheckStatus},
    {"atoll serve",
     "Serves one worker, a folder of them, or what a node's configuration names, with a lane on "
     "every "
     "core. A supervisor keeps the sockets and starts the process that serves, which is held to "
     "the "
     "system calls and files that it needs.\n"
     "SIGHUP reads the configuration and the workers again, SIGUSR2 goes on with the program that "
     "is now "
     "in this one's file, SIGTERM and SIGINT finish what is under way.",
     kServeExamples, kServeFiles, kEsbuild, kServerStatus},
    {"atoll kv",
     "Works on the files of a data directory, with or without a server that uses them. A namespace "
     "is "
     "named by its id, or by its binding in a project's configuration.",
     kKvExamples,
     kKvFiles,
     {},
     kUsualStatus},
    {"atoll cron",
     "What is planned comes from a configuration, what has run from a data directory.",
     kCronExamples,
     {},
     {},
     kUsualStatus},
    {"atoll init",
     "Writes a small project that `atoll dev` runs at once: wrangler.jsonc with today's "
     "compatibility "
     "date, a worker, package.json, and for TypeScript tsconfig.json and the types of its "
     "bindings. It asks "
     "nothing and writes over nothing: a folder that holds anything but .git is refused.",
     kInitExamples,
     {},
     {},
     kUsualStatus},
    {"atoll types",
     "Writes the type of a worker's env, from its configuration: variables as what they are, "
     "secrets as "
     "strings, bindings as the classes of the package @cloudflare/workers-types, and the modules "
     "that "
     "`rules` name. Without --env it covers all environments: what differs is a union, what one "
     "lacks is "
     "optional.",
     kTypesExamples,
     kTypesFiles,
     {},
     kTypesStatus},
    {"atoll completions",
     "Prints a script that completes atoll's commands, options and files in a shell. It is made of "
     "what "
     "this program understands.",
     kCompletionsExamples,
     {},
     {},
     kUsualStatus},
};

constexpr HelpTopic kAnyTopic = {"", "", {}, {}, {}, kUsualStatus};

struct Grouped {
  const char* group;
  const char* option;
};

// An option that is not here stands under "Options".
constexpr Grouped kDevGroups[] = {
    {"Worker", "--config"},
    {"Worker", "--env"},
    {"Worker", "--env-file"},
    {"Worker", "--cwd"},
    {"Worker", "--name"},
    {"Worker", "--compatibility-date"},
    {"Worker", "--compatibility-flags"},
    {"Worker", "--var"},
    {"Bundling", "--no-bundle"},
    {"Bundling", "--define"},
    {"Bundling", "--alias"},
    {"Bundling", "--tsconfig"},
    {"Bundling", "--minify"},
    {"Server", "--port"},
    {"Server", "--ip"},
    {"Server", "--max-body-size"},
    {"Server", "--persist-to"},
    {"Crons", "--test-scheduled"},
    {"Crons", "--no-crons"},
    {"While you write", "--log-level"},
    {"While you write", "--live-reload"},
    {"While you write", "--inspector-port"},
    {"While you write", "--inspector-ip"},
    {"While you write", "--no-inspector"},
    {"While you write", "--show-interactive-dev-session"},
};

constexpr Grouped kServeGroups[] = {
    {"Worker", "--config"},
    {"Worker", "--env"},
    {"Worker", "--var"},
    {"Worker", "--workers-dir"},
    {"Server", "--listen"},
    {"Server", "--threads"},
    {"Server", "--max-body-size"},
    {"Server", "--data-dir"},
    {"Server", "--memory-target"},
    {"What it tells", "--admin"},
    {"What it tells", "--log-invocations"},
    {"What it tells", "--log-format"},
    {"Process", "--user"},
    {"Process", "--no-sandbox"},
    {"Process", "--no-supervisor"},
};

void Group(CLI::App* command, std::span<const Grouped> groups) {
  if (command == nullptr) return;
  for (const Grouped& grouped : groups) {
    CLI::Option* option = command->get_option_no_throw(grouped.option);
    if (option != nullptr) option->group(grouped.group);
  }
}

}  // namespace

const HelpTopic& TopicOf(std::string_view command) {
  for (const HelpTopic& topic : kTopics) {
    if (topic.command == command) return topic;
  }
  return kAnyTopic;
}

std::span<const HelpTopic> AllTopics() { return kTopics; }

void GroupOptions(CLI::App& app) {
  Group(app.get_subcommand_no_throw("dev"), kDevGroups);
  Group(app.get_subcommand_no_throw("check"), kDevGroups);
  Group(app.get_subcommand_no_throw("serve"), kServeGroups);
}

}  // namespace cli
