#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "src/cli/inspector_flags.h"
#include "src/engine/inspector.h"
#include "src/host/console.h"
#include "src/host/dev_server.h"
#include "src/host/inspector_server.h"
#include "src/host/inspector_sources.h"
#include "src/loop/loop.h"

namespace cli {

// What `atoll dev` has for debuggers. Bound to the control loop's thread; it goes after the server
// whose workers it debugs, and before the loop.
class DevInspector {
 public:
  // Listens, unless the settings say that nobody debugs, and has the server of `options` debugged.
  // Says so on `console` when the port is another one. All but `settings` are borrowed.
  absl::Status Start(loop::Loop& control, const InspectorSettings& settings,
                     std::string_view version, host::Console& console, host::DevOptions& options);

  // What opens Chrome's DevTools for a worker, "" for the first one; "" when nobody debugs.
  std::string DevToolsUrl(std::string_view worker = "") const {
    return server_ != nullptr ? server_->DevToolsUrl(worker) : "";
  }

  // The program is about to end: debuggers are sent away, and workers that wait for them go on.
  void Close() {
    if (server_ != nullptr) server_->Close();
  }
  // Closes, and waits a moment for the workers' turns. False: one is on still, and nothing that it
  // uses may be destroyed.
  bool Finish(host::DevServer& server);

 private:
  engine::Inspectors workers_;
  host::InspectorSources sources_;
  std::unique_ptr<host::InspectorServer> server_;  // null: nobody debugs
};

}  // namespace cli
