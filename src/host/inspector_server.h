#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/weak.h"
#include "src/engine/inspector.h"
#include "src/host/inspector_client.h"
#include "src/host/inspector_sources.h"
#include "src/http/server.h"
#include "src/loop/loop.h"
#include "src/worker/lane_port.h"

namespace host {

struct InspectorOptions {
  std::string address = "127.0.0.1";  // a literal IP address
  uint16_t port = 9229;               // busy: the next free one; 0: any free one
  std::string version;                // the program's, "0.1.0"
};

// Where Chrome's DevTools and editors find the workers that they may debug: /json/list (and /json)
// and /json/version, as Chrome's remote debugging has them, and a WebSocket for each worker, under
// its name, that speaks the DevTools protocol. A session goes on when the worker is reloaded.
//
// Whoever connects can run what he likes in the worker. So pages of other sites are refused with
// 403: by their Origin, and by a Host that is not this machine's (DNS rebinding, see own_host.h).
// Bound to the loop's thread.
class InspectorServer {
 public:
  // Listens. An address that is not this machine's is an error, and so is it when a hundred ports
  // are busy. All but `options` are borrowed.
  static absl::StatusOr<std::unique_ptr<InspectorServer>> Start(loop::Loop& loop,
                                                                InspectorOptions options,
                                                                engine::Inspectors& workers,
                                                                const InspectorSources& sources);
  ~InspectorServer();
  InspectorServer(const InspectorServer&) = delete;

  uint16_t port() const { return server_.port(); }
  // Whether the port is another one than was asked for.
  bool moved() const { return options_.port != 0 && port() != options_.port; }
  // What opens Chrome's DevTools for a worker, or, "", for the first one.
  std::string DevToolsUrl(std::string_view worker = "") const;
  // Sends debuggers away and stops listening; workers that wait for them go on for good.
  void Close();

 private:
  InspectorServer(loop::Loop& loop, InspectorOptions options, engine::Inspectors& workers,
                  const InspectorSources& sources);

  absl::Status Listen();
  void Answer(const http::RequestHead& request, http::Responder&& responder);
  void Upgrade(std::string_view path, http::Responder&& responder);
  // Null: there is none.
  std::shared_ptr<engine::Inspector> FindWorker(std::string_view path) const;
  // `authority`: how the client calls this server.
  std::string ListJson(std::string_view authority) const;
  std::string VersionJson() const;

  const InspectorOptions options_;
  engine::Inspectors& workers_;
  const InspectorSources& sources_;
  loop::Loop& loop_;
  const std::shared_ptr<worker::LanePort> port_;
  uint64_t last_client_ = 0;
  std::map<uint64_t, std::unique_ptr<InspectorClient>> clients_;
  base::WeakOwner<InspectorServer> weak_{this};
  http::Server server_;  // last: its handler uses the others
};

// Whether a page of that origin may debug: DevTools' own, and those of this machine.
bool IsInspectorOrigin(std::string_view origin);

}  // namespace host
