#include "src/cli/command_line.h"

#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "src/cli/completions.h"
#include "src/cli/help_text.h"
#include "src/cli/help_topics.h"
#include "src/cli/kv_flags.h"
#include "src/cli/serve_flags.h"
#include "src/cli/worker_flags.h"

namespace cli {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view version) : version_(version) {
    app_.set_version_flag("--version,-v", std::string(version), "Print the version");
    app_.require_subcommand(1);
    AddDev();
    AddCheck();
    serve_flags_.AddTo(*serve_);
    kv_flags_.AddTo(*kv_);
    cron_flags_.AddTo(*cron_);
    init_->add_option("folder", init_command_.folder, "The project's folder (default: this one)")
        ->type_name("FOLDER");
    init_->add_flag("--javascript", init_command_.javascript, "JavaScript in place of TypeScript");
    types_command_.AddTo(*types_);
    completions_->add_option("shell", shell_, "The shell: bash, zsh or fish")
        ->type_name(kShells)
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""));
    // Not in the help: nobody types them.
    make_snapshot_->group("");
    check_store_->group("");
    check_store_->add_option("folder", checked_.folder)->required();
    check_store_->add_option("skipped", checked_.skipped);
    AddHelp();
    GroupOptions(app_);
  }

  Command Parse(int argc, const char* const* argv) {
    if (argc <= 1) return PrintCommand{Help(), 1};
    const std::string_view first = argv[1];
    if (!first.starts_with('-') && app_.get_subcommand_no_throw(argv[1]) == nullptr) {
      return NoCommand(first);
    }
    try {
      app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
      return PrintCommand{Help(), 0};
    } catch (const CLI::CallForAllHelp&) {
      return PrintCommand{Help(), 0};
    } catch (const CLI::CallForVersion&) {
      return PrintCommand{absl::StrCat(version_, "\n"), 0};
    } catch (const CLI::ParseError& error) {
      return Wrong(error.what());
    }
    if (help_->parsed()) return HelpFor();
    if (dev_->parsed()) return Dev();
    if (check_->parsed()) return Check();
    if (kv_->parsed()) return kv_flags_.Read();
    if (cron_->parsed()) return cron_flags_.Read();
    if (init_->parsed()) return init_command_;
    if (types_->parsed()) return types_command_;
    if (completions_->parsed()) return PrintCommand{Completions(Model(), shell_), 0};
    if (make_snapshot_->parsed()) return MakeSnapshotCommand();
    if (check_store_->parsed()) return checked_;
    return Serve();
  }

  CommandModel Model() { return Describe(app_); }

 private:
  void AddDev() {
    dev_flags_.AddTo(*dev_,
                     "A script, or a folder with wrangler.json, .jsonc or .toml (default: the "
                     "configuration found upward from here)");
    dev_flags_.AddMaxBodySizeTo(*dev_);
    dev_author_.AddTo(*dev_);
    dev_->add_option("-p,--port", port_, "The port; when it is busy, the next free one")
        ->type_name("PORT")
        ->capture_default_str()
        ->check(CLI::Range(0, 65535).description(""));
    dev_->add_option("--ip", ip_, "The address to listen on (default: 127.0.0.1 and ::1)")
        ->type_name("ADDRESS");
    dev_->add_option("--persist-to", persist_to_,
                     "The folder for what is kept on disk (default: .atoll/state in the project)")
        ->type_name("FOLDER");
    dev_->add_flag("--test-scheduled", test_scheduled_,
                   "Run the scheduled() handler for requests to /__scheduled, too");
    dev_->add_flag("--no-crons", no_crons_, "Do not fire the worker's crons when their time comes");
    dev_->add_flag("--live-reload", live_reload_, "Have pages load anew when the worker changes");
    dev_->add_flag("--show-interactive-dev-session,!--no-interactive-dev-session", keys_,
                   "Keys that do something, where there is a terminal (=false: none)");
    inspector_flags_.AddTo(*dev_);
    dev_->add_option("--log-level", log_level_, "The least level that is printed")
        ->type_name("debug|info|log|warn|error|none")
        ->capture_default_str()
        ->check(CLI::IsMember({"debug", "info", "log", "warn", "error", "none"}).description(""));
  }

  void AddCheck() {
    check_flags_.AddTo(*check_,
                       "A script, or a folder with wrangler.json, .jsonc or .toml (default: the "
                       "configuration found upward from here)");
    check_author_.AddTo(*check_);
    check_->add_flag("--json", check_json_, "Print what there is to say as JSON");
  }

  static PrintCommand NodesConfig(std::string_view path) {
    return Wrong(absl::StrCat(path,
                              " is a node's configuration, which `atoll serve` "
                              "takes; expected a script or a folder"));
  }

  Command Check() const {
    if (host::IsNodeConfig(check_flags_.path)) return NodesConfig(check_flags_.path);
    CheckCommand command;
    command.projects = check_author_.Others(check_flags_);
    command.projects.insert(command.projects.begin(), check_author_.Project(check_flags_));
    command.json = check_json_;
    command.cwd = check_author_.cwd;
    return command;
  }

  Command Dev() const {
    if (host::IsNodeConfig(dev_flags_.path)) return NodesConfig(dev_flags_.path);
    DevCommand command;
    command.options.deploy.project = dev_author_.Project(dev_flags_);
    command.options.others = dev_author_.Others(dev_flags_);
    command.cwd = dev_author_.cwd;
    command.has_ip = dev_->count("--ip") > 0;
    command.has_port = dev_->count("--port") > 0;
    command.has_inspector_ip = dev_->count("--inspector-ip") > 0;
    command.has_inspector_port = dev_->count("--inspector-port") > 0;
    command.options.persist_to = persist_to_;
    command.options.test_scheduled = test_scheduled_;
    command.crons = !no_crons_;
    command.keys = keys_;
    command.options.live_reload = live_reload_;
    command.inspector = inspector_flags_.Read();
    command.options.address = ip_ == "localhost" ? "" : ip_;
    command.options.port = static_cast<uint16_t>(port_);
    command.options.log_level = host::ParseLogLevel(log_level_).value_or(host::LogLevel::kLog);
    command.options.max_body_bytes =
        dev_flags_.MaxBodyBytes().value_or(command.options.max_body_bytes);
    return command;
  }

  Command Serve() const {
    absl::StatusOr<ServeCommand> command = serve_flags_.Read();
    if (!command.ok()) return Wrong(command.status().message());
    return *std::move(command);
  }

  // Each command explains itself, and `help` all of them.
  void AddHelp() {
    std::vector<CLI::App*> apps = {&app_};
    for (size_t i = 0; i < apps.size(); ++i) {
      apps[i]->set_help_flag("-h,--help", "Print this help");
      for (CLI::App* below : apps[i]->get_subcommands([](CLI::App*) { return true; })) {
        if (!below->get_name().empty()) apps.push_back(below);
      }
    }
    help_->add_option("command", help_for_, "The command to explain, such as `kv key put`")
        ->type_name(absl::StrJoin(CommandNames(), "|"));
  }

  // Those that are typed.
  std::vector<std::string> CommandNames() {
    std::vector<std::string> names;
    for (const CLI::App* command : app_.get_subcommands([](CLI::App*) { return true; })) {
      if (!command->get_group().empty()) names.push_back(command->get_name());
    }
    return names;
  }

  Command HelpFor() {
    const std::string name = absl::StrJoin(help_for_, " ");
    const CommandModel program = Model();
    const CommandModel* command =
        name.empty() ? &program : program.Find(absl::StrCat("atoll ", name));
    if (command != nullptr) return PrintCommand{HelpText(*command), 0};
    return NoCommand(name);
  }

  // The help of the command that was reached, or of the program.
  std::string Help() {
    const CLI::App* command = &app_;
    std::string name = "atoll";
    while (!command->get_subcommands().empty()) {
      command = command->get_subcommands().front();
      // An option group is one, without a name.
      if (!command->get_name().empty()) absl::StrAppend(&name, " ", command->get_name());
    }
    const CommandModel program = Model();
    const CommandModel* reached = program.Find(name);
    return HelpText(reached != nullptr ? *reached : program);
  }

  PrintCommand NoCommand(std::string_view name) {
    std::vector<std::string> names = CommandNames();
    const std::string last = names.back();
    names.pop_back();
    return Wrong(absl::StrCat("no command is called \"", name, "\"; expected ",
                              absl::StrJoin(names, ", "), " or ", last));
  }

  static PrintCommand Wrong(std::string_view message) {
    // CLI11 puts details on further lines.
    return {absl::StrCat("atoll: ", absl::StrReplaceAll(message, {{"\n", " "}}), "\n"), 1};
  }

  std::string version_;
  CLI::App app_{"Run JavaScript workers at the edge", "atoll"};
  CLI::App* dev_ = app_.add_subcommand("dev", "Run a worker while you write it");
  CLI::App* check_ =
      app_.add_subcommand("check", "Say what a worker is, and what is wrong with it");
  CLI::App* serve_ = app_.add_subcommand("serve", "Run workers, a lane on every core");
  CLI::App* kv_ = app_.add_subcommand("kv", "Read and write KV namespaces");
  CLI::App* cron_ = app_.add_subcommand("cron", "List crons and what they have run; run one now");
  CLI::App* init_ = app_.add_subcommand("init", "Write a small project that works");
  CLI::App* types_ = app_.add_subcommand("types", "Write the types of a worker's env");
  CLI::App* completions_ =
      app_.add_subcommand("completions", "Print what completes atoll's command lines in a shell");
  CLI::App* make_snapshot_ =
      app_.add_subcommand("make-snapshot", "Make a worker's snapshot; a node runs this for itself");
  CLI::App* check_store_ =
      app_.add_subcommand("check-store", "Read a store's file; a node runs this for itself");
  CLI::App* help_ = app_.add_subcommand("help", "Explain a command");
  WorkerFlags dev_flags_;
  InspectorFlags inspector_flags_;
  AuthorFlags dev_author_;
  WorkerFlags check_flags_;
  AuthorFlags check_author_;
  bool check_json_ = false;
  ServeFlags serve_flags_;
  KvFlags kv_flags_;
  CronFlags cron_flags_;
  int port_ = 8787;
  std::string ip_;
  std::string log_level_ = "log";
  std::string persist_to_;
  bool test_scheduled_ = false;
  bool no_crons_ = false;
  bool live_reload_ = false;
  bool keys_ = true;
  CheckStoreCommand checked_;
  InitCommand init_command_;
  TypesCommand types_command_;
  std::string shell_;
  std::vector<std::string> help_for_;
};

}  // namespace

Command ParseCommandLine(int argc, const char* const* argv, std::string_view version) {
  return Parser(version).Parse(argc, argv);
}

CommandModel DescribeProgram() { return Parser("").Model(); }

}  // namespace cli
