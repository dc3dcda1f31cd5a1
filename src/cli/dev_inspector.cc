#include "src/cli/dev_inspector.h"

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "src/loop/tcp.h"

namespace cli {
namespace {

constexpr absl::Duration kPatience = absl::Milliseconds(100);

}  // namespace

absl::Status DevInspector::Start(loop::Loop& control, const InspectorSettings& settings,
                                 std::string_view version, host::Console& console,
                                 host::DevOptions& options) {
  if (!settings.enabled) return absl::OkStatus();
  host::InspectorOptions inspector;
  inspector.address = settings.address;
  inspector.port = static_cast<uint16_t>(settings.port);
  inspector.version = version;
  absl::StatusOr<std::unique_ptr<host::InspectorServer>> server =
      host::InspectorServer::Start(control, std::move(inspector), workers_, sources_);
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  if (server_->moved()) {
    console.Error(absl::StrCat("Port ", settings.port, " is busy; using ", server_->port(),
                               " instead for debuggers\n"));
  }
  options.inspectors = &workers_;
  options.deploy.on_deployed = [this](const worker::Version& deployed,
                                      const std::filesystem::path& root,
                                      const std::shared_ptr<const host::SourceMaps>& maps) {
    const std::string& name = deployed.spec.name;
    sources_.Set(name, root, maps);
    workers_.Of(name)->SetUrls(
        [this, name](std::string_view script) { return sources_.UrlOf(name, script); });
  };
  if (options.log_level == host::LogLevel::kDebug) {
    console.Out(absl::StrCat("Debuggers are answered at ",
                             loop::ToString({settings.address, server_->port()}), "\n"));
  }
  return absl::OkStatus();
}

bool DevInspector::Finish(host::DevServer& server) {
  Close();
  return server.node().WaitDebuggees(kPatience);
}

}  // namespace cli
