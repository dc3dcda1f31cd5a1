#include "src/cli/command_line.h"

#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace cli {
namespace {

using Vars = std::vector<std::pair<std::string, std::string>>;

// "" when `text` is NAME:VALUE, else what is wrong; CLI11's form of a check.
std::string CheckVar(const std::string& text) {
  const size_t colon = text.find(':');
  if (colon != text.npos && colon > 0) return "";
  return absl::StrCat("\"", text, "\" is no variable; expected NAME:VALUE");
}

std::string CheckSize(const std::string& text) {
  return std::string(ParseSize(text).status().message());
}

std::string CheckListen(const std::string& text) {
  return std::string(ParseListen(text).status().message());
}

// What both commands that run a worker take.
struct WorkerFlags {
  std::string path;
  std::string config;
  std::string environment;
  std::vector<std::string> vars;
  std::string max_body_size = "100MB";

  void AddTo(CLI::App& command) {
    command
        .add_option("worker", path,
                    "A script, or a folder with wrangler.json, .jsonc or .toml (default: the "
                    "configuration found upward from here)")
        ->type_name("");
    command.add_option("-c,--config", config, "The configuration to use")->type_name("FILE");
    command.add_option("-e,--env", environment, "The environment of the configuration to use")
        ->type_name("NAME");
    command.add_option("--var", vars, "A variable for the worker; may be repeated")
        ->type_name("NAME:VALUE")
        ->check(CheckVar, "")
        ->allow_extra_args(false);
    command.add_option("--max-body-size", max_body_size, "The largest request body to accept")
        ->type_name("SIZE")
        ->check(CheckSize, "")
        ->capture_default_str();
  }

  host::ProjectOptions Project() const {
    host::ProjectOptions project{path, config, environment, "", {}};
    for (const std::string& var : vars) {
      project.vars.push_back(
          std::pair<std::string, std::string>(absl::StrSplit(var, absl::MaxSplits(':', 1))));
    }
    return project;
  }
};

class Parser {
 public:
  explicit Parser(std::string_view version) : version_(version) {
    app_.set_version_flag("--version,-v", std::string(version), "Print the version");
    app_.require_subcommand(1);
    app_.set_help_flag("-h,--help", "Print this help");
    AddDev();
    AddServe();
    help_->add_option("command", help_for_, "The command to explain");
  }

  Command Parse(int argc, const char* const* argv) {
    if (argc <= 1) return PrintCommand{ProgramHelp(), 1};
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
    return Serve();
  }

 private:
  void AddDev() {
    dev_flags_.AddTo(*dev_);
    dev_->add_option("-p,--port", port_, "The port; when it is busy, the next free one")
        ->type_name("PORT")
        ->capture_default_str()
        ->check(CLI::Range(0, 65535).description(""));
    dev_->add_option("--ip", ip_, "The address to listen on (default: 127.0.0.1 and ::1)")
        ->type_name("ADDRESS");
    dev_->add_option("--log-level", log_level_, "debug, info, log, warn, error or none")
        ->type_name("LEVEL")
        ->capture_default_str()
        ->check(CLI::IsMember({"debug", "info", "log", "warn", "error", "none"}).description(""));
  }

  void AddServe() {
    serve_flags_.AddTo(*serve_);
    serve_->add_option("-l,--listen", listen_, "The address and port to listen on")
        ->type_name("ADDRESS:PORT")
        ->capture_default_str()
        ->check(CheckListen, "");
    serve_->add_option("-t,--threads", threads_, "How many lanes run (default: one per core)")
        ->type_name("N")
        ->check(CLI::Range(1, 1024).description(""));
    serve_
        ->add_option("--workers-dir", workers_dir_,
                     "A folder whose subfolders are workers; a request for NAME.anything as its "
                     "Host goes to the worker NAME")
        ->type_name("FOLDER");
    serve_->add_option("--data-dir", data_dir_, "The folder for what is kept on disk")
        ->type_name("FOLDER");
  }

  Command Dev() const {
    DevCommand command;
    command.options.deploy.project = dev_flags_.Project();
    command.options.address = ip_ == "localhost" ? "" : ip_;
    command.options.port = static_cast<uint16_t>(port_);
    command.options.log_level = host::ParseLogLevel(log_level_).value_or(host::LogLevel::kLog);
    command.options.max_body_bytes = ParseSize(dev_flags_.max_body_size).value();
    return command;
  }

  Command Serve() const {
    if (!workers_dir_.empty() && !(serve_flags_.path.empty() && serve_flags_.config.empty())) {
      return Wrong("--workers-dir names the workers; expected no script or --config beside it");
    }
    const AddressAndPort listen = ParseListen(listen_).value();
    ServeCommand command;
    command.project = serve_flags_.Project();
    command.workers_dir = workers_dir_;
    command.data_dir = data_dir_;
    command.address = listen.address;
    command.port = listen.port;
    command.threads = threads_;
    command.max_body_bytes = ParseSize(serve_flags_.max_body_size).value();
    return command;
  }

  Command HelpFor() const {
    if (help_for_.empty()) return PrintCommand{ProgramHelp(), 0};
    const CLI::App* command = app_.get_subcommand_no_throw(help_for_);
    if (command != nullptr) return PrintCommand{command->help("atoll"), 0};
    return NoCommand(help_for_);
  }

  // The help of the command that was reached, or of the program.
  std::string Help() const {
    for (const CLI::App* command : app_.get_subcommands()) return command->help("atoll");
    return ProgramHelp();
  }

  // App::help would be that of the command that was given.
  std::string ProgramHelp() const {
    return app_.get_formatter()->make_help(&app_, "atoll", CLI::AppFormatMode::Normal);
  }

  static PrintCommand NoCommand(std::string_view name) {
    return Wrong(absl::StrCat("no command is called \"", name, "\"; expected dev, serve or help"));
  }

  static PrintCommand Wrong(std::string_view message) {
    // CLI11 puts details on further lines.
    return {absl::StrCat("atoll: ", absl::StrReplaceAll(message, {{"\n", " "}}), "\n"), 1};
  }

  std::string version_;
  CLI::App app_{"Atoll runs JavaScript workers at the edge.", "atoll"};
  CLI::App* dev_ = app_.add_subcommand("dev", "Run a worker while you write it");
  CLI::App* serve_ = app_.add_subcommand("serve", "Run workers, a lane on every core");
  CLI::App* help_ = app_.add_subcommand("help", "Explain a command");
  WorkerFlags dev_flags_;
  WorkerFlags serve_flags_;
  int port_ = 8787;
  std::string ip_;
  std::string log_level_ = "log";
  std::string listen_ = "127.0.0.1:8787";
  int threads_ = 0;
  std::string workers_dir_;
  std::string data_dir_;
  std::string help_for_;
};

}  // namespace

Command ParseCommandLine(int argc, const char* const* argv, std::string_view version) {
  return Parser(version).Parse(argc, argv);
}

}  // namespace cli
