#include "src/cli/serve_flags.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace cli {
namespace {

std::string CheckMemoryTarget(const std::string& text) {
  const absl::StatusOr<uint64_t> size = host::ParseSize(text);
  if (!size.ok()) return std::string(size.status().message());
  if (*size >= host::kLeastMemoryTarget) return "";
  return absl::StrCat("\"", text, "\" is too little; expected at least ",
                      host::kLeastMemoryTarget / 1'000'000, "MB");
}

// "3", or "3,stand-by". Nullopt: it is neither.
std::optional<CellFlags> ParseCell(std::string_view text) {
  CellFlags flags;
  flags.stand_by = absl::ConsumeSuffix(&text, ",stand-by");
  if (!absl::SimpleAtoi(text, &flags.control) || flags.control < 0) return std::nullopt;
  return flags;
}

std::string CheckCell(const std::string& text) {
  if (ParseCell(text)) return "";
  return absl::StrCat("\"", text, "\" is no descriptor; expected what a supervisor gives");
}

}  // namespace

void ServeFlags::AddTo(CLI::App& command) {
  worker_.AddTo(command,
                "A script, a folder with wrangler.json, .jsonc or .toml (default: the "
                "configuration found upward from here), or a node's configuration: any other "
                "file that ends in .toml. Flags override that");
  worker_.AddMaxBodySizeTo(command);
  command.add_option("-l,--listen", listen_, "The address and port to listen on")
      ->type_name("ADDRESS:PORT")
      ->default_str("127.0.0.1:8787")
      ->check(CheckListen, "");
  command.add_option("-t,--threads", threads_, "How many lanes run (default: one per core)")
      ->type_name("N")
      ->check(CLI::Range(1, host::kMostThreads).description(""));
  command
      .add_option("--workers-dir", workers_dir_,
                  "A folder whose subfolders are workers; a request for NAME.anything as its "
                  "Host goes to the worker NAME")
      ->type_name("FOLDER");
  command.add_option("--data-dir", data_dir_, "The folder for what is kept on disk")
      ->type_name("FOLDER");
  command.add_option("--admin", admin_, "The address and port for metrics (default: none)")
      ->type_name("ADDRESS:PORT")
      ->check(CheckListen, "");
  command.add_option("--log-invocations", log_invocations_, "Which invocations get a line")
      ->type_name("all|problems|none")
      ->default_str("problems")
      ->check(CLI::IsMember({"all", "problems", "none"}).description(""));
  command.add_option("--log-format", log_format_, "How the lines are written")
      ->type_name("human|json")
      ->default_str("human")
      ->check(CLI::IsMember({"human", "json"}).description(""));
  command
      .add_option("--memory-target", memory_target_,
                  "The memory above which idle isolates are dropped (default: a quarter of the "
                  "machine's)")
      ->type_name("SIZE")
      ->check(CheckMemoryTarget, "");
  command
      .add_option("--user", user_,
                  "The user, or a number, to become when root has started this (default: none)")
      ->type_name("NAME");
  command.add_flag("--no-sandbox", no_sandbox_,
                   "Leave the process all system calls and files that its user has");
  command.add_flag("--no-supervisor", no_supervisor_,
                   "Serve in this process alone: nothing starts another one when it ends, and "
                   "SIGHUP and SIGUSR2 do nothing");
  // Not in the help: a supervisor says the one, tests the other.
  command.add_option("--cell", cell_)->group("")->check(CheckCell, "");
  command.add_option("--supervisor-times", times_)->group("")->delimiter(',')->expected(3);
}

absl::StatusOr<ServeCommand> ServeFlags::Read() const {
  absl::StatusOr<host::NodeConfig> node = ReadNode();
  if (!node.ok()) return node.status();
  Override(*node);
  host::ProjectOptions project = worker_.Project();
  project.limits = node->limits;
  ServeCommand command{*std::move(node), std::move(project)};
  command.supervised = !no_supervisor_;
  command.cell = ParseCell(cell_);
  if (!times_.empty()) command.times = {times_[0], times_[1], times_[2]};
  return command;
}

absl::StatusOr<host::NodeConfig> ServeFlags::ReadNode() const {
  if (worker_.configs.size() > 1) {
    return absl::InvalidArgumentError(
        "two --config; expected one, or a node's configuration with [[workers]]");
  }
  const std::string& path = worker_.path;
  if (!host::IsNodeConfig(path)) {
    if (!workers_dir_.empty() && !(path.empty() && worker_.configs.empty())) {
      return absl::InvalidArgumentError(
          "--workers-dir names the workers; expected no script or --config beside it");
    }
    return host::NodeConfig();
  }
  if (!worker_.configs.empty() || !worker_.environment.empty() || !worker_.vars.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " names the workers; expected no --config, --env or --var beside it"));
  }
  absl::StatusOr<host::NodeConfig> node = host::ReadNodeConfig(path);
  if (!node.ok()) return node;
  if (!workers_dir_.empty() && !node->workers.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " has [[workers]]; expected no --workers-dir beside it"));
  }
  if (workers_dir_.empty() && node->workers_dir.empty() && node->workers.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": no workers; expected [[workers]] or \"workers_dir\""));
  }
  return node;
}

// What was given has been checked.
void ServeFlags::Override(host::NodeConfig& node) const {
  if (listen_.has_value()) node.listen = host::ParseListen(*listen_).value();
  if (threads_.has_value()) node.threads = *threads_;
  if (!workers_dir_.empty()) node.workers_dir = workers_dir_;
  if (!data_dir_.empty()) node.data_dir = data_dir_;
  if (admin_.has_value()) node.admin = host::ParseListen(*admin_).value();
  if (log_invocations_.has_value()) {
    node.log.invocations = host::ParseLogInvocations(*log_invocations_).value();
  }
  if (log_format_.has_value()) node.log.format = host::ParseLogFormat(*log_format_).value();
  if (memory_target_.has_value()) {
    node.memory_target_bytes = host::ParseSize(*memory_target_).value();
  }
  if (!user_.empty()) node.user = user_;
  if (no_sandbox_) node.sandbox.enabled = false;
  node.max_body_bytes = worker_.MaxBodyBytes().value_or(node.max_body_bytes);
}

}  // namespace cli
