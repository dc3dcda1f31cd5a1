#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/base/weak.h"
#include "src/loop/loop.h"
#include "src/loop/tcp.h"
#include "src/loop/tcp_connect.h"
#include "src/loop/timer.h"
#include "src/net/host_resolver.h"
#include "src/net/ip_address.h"
#include "src/net/outbound_policy.h"

namespace net {

struct ConnectorOptions {
  int64_t timeout_millis = 10'000;  // from the question for the addresses to the connection
  int64_t attempt_millis = 250;     // RFC 8305, section 5: the Connection Attempt Delay
};

// The order in which the addresses of a host are tried (RFC 8305, section 4): the families take
// turns, and that of the first address begins.
std::vector<IpAddress> InterleaveFamilies(const std::vector<IpAddress>& addresses);

// One connection in the making ("Happy Eyeballs", RFC 8305): the addresses of a host are tried one
// after the other, each when the one before has failed or takes its time; the first that answers is
// it. An address that the policy refuses is not tried. Destroying it gives up. Bound to the loop's
// thread.
class Connector {
 public:
  // The stream; or kPermissionDenied when the policy is why there is none, kDeadlineExceeded,
  // kNotFound when there is no such host, kUnavailable when it does not answer. Messages name the
  // host.
  using Callback = absl::AnyInvocable<void(absl::StatusOr<std::unique_ptr<loop::TcpStream>>)>;

  // The references are borrowed. `host`: a name in lower case or an address. Calls `done` once,
  // from a round of the loop or a call of Start; it may destroy the connector.
  Connector(loop::Loop& loop, HostResolver& resolver, const OutboundPolicy& policy,
            ConnectorOptions options, std::string host, uint16_t port, Callback done);

  void Start();

 private:
  void OnResolved(HostLookup::Answer answer);
  void TryNext();
  void OnAttempt(const IpAddress& address, absl::StatusOr<std::unique_ptr<loop::TcpStream>> stream);
  // Notes why an address is of no use.
  void NoteFailure(const IpAddress& address, const absl::Status& status);
  void Finish(absl::StatusOr<std::unique_ptr<loop::TcpStream>> result);

  loop::Loop& loop_;
  HostResolver& resolver_;
  const OutboundPolicy& policy_;
  const ConnectorOptions options_;
  const std::string host_;
  const uint16_t port_;
  Callback done_;
  std::vector<IpAddress> addresses_;
  size_t next_ = 0;
  size_t pending_ = 0;
  absl::Status failure_;
  std::vector<std::unique_ptr<loop::TcpConnect>> attempts_;
  loop::Timer next_timer_;
  loop::Timer deadline_;
  base::WeakOwner<Connector> weak_{this};
};

}  // namespace net
