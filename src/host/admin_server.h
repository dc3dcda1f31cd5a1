#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/host/metrics.h"
#include "src/http/server.h"
#include "src/loop/loop.h"

namespace host {

struct AdminOptions {
  std::string address = "127.0.0.1";        // a literal IP address
  uint16_t port = 0;                        // 0: any free one
  std::function<void()> refresh = nullptr;  // brings gauges up to date; null: nothing does
  // Answers requests for /cron/run; null: there is no such path.
  std::function<void(const http::RequestHead&, http::Responder&&)> run_cron = nullptr;
};

// Answers the operator's questions on a port of its own: GET /metrics (Prometheus's text format),
// /healthz (200 while the process turns its control loop) and /readyz (200 while it takes requests,
// else 503); has a cron run (cron/run_url.h). It has no password: whoever reaches the port is
// answered, but for pages of other sites in a browser, whose Host it refuses with 403. Bound to the
// loop's thread.
class AdminServer {
 public:
  // Listens. A busy port (kAlreadyExists) or an address that is not this machine's is an error.
  // `loop` and `metrics` are borrowed.
  static absl::StatusOr<std::unique_ptr<AdminServer>> Start(loop::Loop& loop, AdminOptions options,
                                                            const Metrics& metrics);

  // The same on a listening socket that is there already.
  static std::unique_ptr<AdminServer> Start(loop::Loop& loop, AdminOptions options,
                                            const Metrics& metrics, loop::Descriptor socket);

  // Leaves the socket, and answers what has been asked; then calls `done`, perhaps at once.
  // `idle_millis`: see http::Server::Drain. May be called again: the last `done` counts.
  void Drain(absl::AnyInvocable<void()> done, int64_t idle_millis);

  // Whether all lanes listen and none drains; false at first.
  void set_ready(bool ready) { ready_ = ready; }

  // "http://127.0.0.1:9464"
  std::string Url() const;
  uint16_t port() const { return server_.port(); }

 private:
  AdminServer(loop::Loop& loop, AdminOptions options, const Metrics& metrics);
  void Answer(const http::RequestHead& request, http::Responder&& responder) const;

  const AdminOptions options_;
  const Metrics& metrics_;
  bool ready_ = false;
  http::Server server_;  // last: its handler uses the others
};

// Whether a page of another site cannot have sent a request for `authority`: its host is an IP
// address, "localhost", or `own`. A name of any other kind may have been made to point here (DNS
// rebinding).
bool IsSafeAuthority(std::string_view authority, std::string_view own);

}  // namespace host
