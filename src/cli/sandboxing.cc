#include "src/cli/sandboxing.h"

#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/cli/served_files.h"
#include "src/cli/worker_sources.h"
#include "src/host/log_lines.h"
#include "src/sandbox/system_files.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

// Ports below are root's.
constexpr uint16_t kFirstFreePort = 1024;

class SpawnedChild : public host::Child {
 public:
  explicit SpawnedChild(std::unique_ptr<sandbox::SpawnedProgram> program)
      : program_(std::move(program)) {}
  void Kill() override { program_->Kill(); }
  absl::StatusOr<int> Wait() override { return program_->Wait(); }

 private:
  std::unique_ptr<sandbox::SpawnedProgram> program_;
};

// Where the host asks for programs: the spawner's process.
class Starter : public host::Spawner {
 public:
  explicit Starter(const sandbox::Spawner& spawner) : spawner_(spawner) {}

  absl::StatusOr<std::unique_ptr<host::Child>> Spawn(const std::vector<std::string>& arguments,
                                                     const fs::path& folder, int input, int output,
                                                     int error) override {
    absl::StatusOr<std::unique_ptr<sandbox::SpawnedProgram>> program =
        spawner_.Spawn(arguments, folder.string(), input, output, error);
    if (!program.ok()) return program.status();
    return std::make_unique<SpawnedChild>(*std::move(program));
  }

 private:
  const sandbox::Spawner& spawner_;
};

sandbox::FileGuard GuardOf(host::SandboxConfig::Files files) {
  switch (files) {
    case host::SandboxConfig::Files::kLandlock:
      return sandbox::FileGuard::kLandlock;
    case host::SandboxConfig::Files::kMounts:
      return sandbox::FileGuard::kMounts;
    case host::SandboxConfig::Files::kNone:
      return sandbox::FileGuard::kNone;
    case host::SandboxConfig::Files::kAuto:
      break;
  }
  return sandbox::FileGuard::kAuto;
}

bool IsRootsPort(uint16_t port) { return port != 0 && port < kFirstFreePort; }

// What the process that starts programs may do: read and run anything, write where the node may.
// `temporary` is a folder that it removes in the end.
absl::Status RestrictSpawner(const sandbox::SandboxOptions& options, const std::string& temporary) {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  sandbox::FileRights rights;
  rights.writable = options.files.writable;
  rights.devices = options.files.devices;
  rights.unlinking = {fs::path(temporary).parent_path().string()};
  rights.reads_anything = true;
  rights.executes = true;
  rights.signals_anyone = true;  // it kills what it has started, which may have other rights
  const int version = sandbox::LandlockVersion();
  const bool wanted =
      options.guard == sandbox::FileGuard::kAuto || options.guard == sandbox::FileGuard::kLandlock;
  if (wanted && version >= sandbox::kLeastLandlock) {
    absl::Status status = sandbox::RestrictFiles(rights, version);
    if (!status.ok()) return status;
  }
  if (options.user.has_value()) {
    absl::Status status = sandbox::BecomeForFiles(*options.user);
    if (status.ok()) status = sandbox::Become(*options.user);
    if (!status.ok()) return status;
  } else if (geteuid() == 0) {
    absl::Status status = sandbox::DropCapabilities();
    if (!status.ok()) return status;
  }
  prctl(PR_SET_DUMPABLE, 0);
  return absl::OkStatus();
}

// Whoever the process is now: workers are found from the folder that it works in.
absl::Status CheckWorkingDirectory(const sandbox::User& user) {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  if (!error) (void)fs::canonical(here, error);
  if (!error) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrCat(
      "the user ", user.name, " may not enter what the working directory is in, ", here.string(),
      ": ", error.message(), "; expected to be started in another, such as /"));
}

}  // namespace

Sandboxing::Sandboxing(const ServeCommand& command, host::Console& console)
    : node_(command.node), many_workers_(ServesMany(command.node)), console_(console) {}

Sandboxing::~Sandboxing() = default;

absl::StatusOr<std::unique_ptr<Sandboxing>> Sandboxing::Begin(const ServeCommand& command,
                                                              const std::string& esbuild,
                                                              const std::string& search_path,
                                                              host::Console& console) {
  auto made = std::unique_ptr<Sandboxing>(new Sandboxing(command, console));
  absl::Status status = made->FindUser();
  if (status.ok()) status = made->MakeDataDirectory();
  if (!status.ok()) return status;
  // Its ports come from the supervisor.
  if (command.cell) made->options_.user_later = false;
  made->warns_ = !command.cell || !command.cell->stand_by;
  sandbox::SandboxOptions& options = made->options_;
  if (!command.node.sandbox.enabled) {
    if (!options.user.has_value()) return made;
    status = sandbox::BecomeForFiles(*options.user);
    if (status.ok() && !options.user_later) status = sandbox::Become(*options.user);
    if (status.ok()) status = CheckWorkingDirectory(*options.user);
    if (!status.ok()) return status;
    return made;
  }
  absl::StatusOr<std::vector<std::string>> folders = WorkerFolders(command);
  if (!folders.ok()) return folders.status();
  if (status = made->MakeTemporaryFolder(); !status.ok()) return status;
  options.guard = GuardOf(command.node.sandbox.files);
  options.dumpable = command.node.sandbox.dumpable;
  options.log = command.node.sandbox.log;
  options.files.reads_anything = sandbox::IsSanitized();
  options.files.readable = sandbox::SystemFiles();
  options.files.readable.insert(options.files.readable.end(), folders->begin(), folders->end());
  if (!command.node.ca_file.empty()) options.files.readable.push_back(command.node.ca_file);
  options.files.devices = sandbox::HarmlessDevices();
  options.files.writable = {made->temporary_};
  if (!made->data_dir_.empty()) options.files.writable.push_back(made->data_dir_);
  status = made->StartSpawner(
      ProgramsOf(command, *folders, made->data_dir_, made->temporary_, esbuild, search_path));
  if (status.ok()) status = sandbox::EnterSandbox(options, made->in_force_);
  if (status.ok() && options.user.has_value()) status = CheckWorkingDirectory(*options.user);
  if (!status.ok()) return status;
  return made;
}

absl::Status Sandboxing::FindUser() {
  if (node_.user.empty()) return absl::OkStatus();
  absl::StatusOr<sandbox::User> user = sandbox::FindUser(node_.user);
  if (!user.ok()) {
    return absl::NotFoundError(absl::StrCat("\"server.user\" is \"", node_.user,
                                            "\", and this machine has no such user; expected a "
                                            "user's name or number"));
  }
  if (user->uid == geteuid()) return absl::OkStatus();
  if (geteuid() != 0) {
    return absl::PermissionDeniedError(
        absl::StrCat("\"server.user\" is \"", node_.user, "\", and ", sandbox::CurrentUser().name,
                     " cannot become that; expected to be started by root, or by that user"));
  }
  options_.user = *std::move(user);
  options_.user_later =
      IsRootsPort(node_.listen.port) || (node_.admin && IsRootsPort(node_.admin->port));
  return absl::OkStatus();
}

absl::Status Sandboxing::MakeDataDirectory() {
  if (node_.data_dir.empty()) return absl::OkStatus();
  std::error_code error;
  fs::create_directories(node_.data_dir, error);
  const fs::path real = fs::canonical(node_.data_dir, error);
  if (error) {
    return absl::UnavailableError(absl::StrCat(node_.data_dir, ": ", error.message(),
                                               "; expected a folder for what is kept"));
  }
  data_dir_ = real.string();
  return options_.user.has_value() ? sandbox::HandOver(data_dir_, *options_.user)
                                   : absl::OkStatus();
}

// One of its own, so that the process may write there and nowhere else of the machine's.
absl::Status Sandboxing::MakeTemporaryFolder() {
  const char* given = secure_getenv("TMPDIR");
  const std::string parent = given != nullptr && *given != '\0' ? given : "/tmp";
  std::string pattern = absl::StrCat(parent, "/atoll-node-XXXXXX");
  if (mkdtemp(pattern.data()) == nullptr) {
    return absl::ErrnoToStatus(errno, absl::StrCat(parent,
                                                   ": cannot make a folder for temporary files "
                                                   "there; expected a folder that can be written "
                                                   "to, or $TMPDIR to name one"));
  }
  std::error_code error;
  temporary_ = fs::canonical(pattern, error).string();
  setenv("TMPDIR", temporary_.c_str(), /*overwrite=*/1);
  return options_.user.has_value() ? sandbox::HandOver(temporary_, *options_.user)
                                   : absl::OkStatus();
}

absl::Status Sandboxing::StartSpawner(std::vector<sandbox::ProgramRule> programs) {
  sandbox::Spawner::Options options;
  options.programs = std::move(programs);
  options.prepare = [this] { return RestrictSpawner(options_, temporary_); };
  options.at_end = [this] {
    std::error_code error;
    for (fs::directory_iterator it(temporary_, error), end; !error && it != end;) {
      const fs::path path = it->path();
      it.increment(error);
      std::error_code ignored;
      fs::remove_all(path, ignored);
    }
    // Landlock allows it this of the folder above, and not unlink(2), which remove_all tries first.
    rmdir(temporary_.c_str());
  };
  absl::StatusOr<std::unique_ptr<sandbox::Spawner>> spawner =
      sandbox::Spawner::Start(std::move(options));
  if (!spawner.ok()) return spawner.status();
  spawner_ = *std::move(spawner);
  starter_ = std::make_unique<Starter>(*spawner_);
  return absl::OkStatus();
}

// A node has many people's workers; who tries out a script of his own may be anybody.
void Sandboxing::Warn() const {
  if (!many_workers_ || geteuid() != 0 || options_.user.has_value()) return;
  console_.Error(
      "atoll: warning: this node runs as root; expected \"user\" in the node's [server], or --user "
      "NAME, or to be started by another user\n");
}

absl::Status Sandboxing::Finish() {
  if (warns_) Warn();
  if (!node_.sandbox.enabled) {
    return options_.user_later ? sandbox::Become(*options_.user) : absl::OkStatus();
  }
  absl::Status status = sandbox::FinishSandbox(options_, in_force_);
  if (!status.ok()) return status;
  console_.Error(Line());
  return absl::OkStatus();
}

std::string Sandboxing::Line() const {
  const std::string user = sandbox::CurrentUser().name;
  const std::string parts = absl::StrJoin(in_force_.parts, ", ");
  const std::string missing = absl::StrJoin(in_force_.missing, "; ");
  if (node_.log.format == host::LogFormat::kHuman) {
    return absl::StrCat("sandbox: ", parts, parts.empty() ? "" : ", ", "user ", user,
                        missing.empty() ? "" : "; without ", missing, "\n");
  }
  host::LogEntry entry{"sandbox",
                       {{"parts", host::LogEntry::Text{parts}},
                        {"user", host::LogEntry::Text{user}},
                        {"missing", host::LogEntry::Text{missing}}}};
  return host::FormatLine(entry, node_.log.format);
}

}  // namespace cli
