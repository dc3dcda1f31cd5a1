#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "src/net/ip_address.h"

namespace net {

// Hosts and addresses that somebody has named.
struct HostList {
  std::vector<std::string> hosts;  // lower case; "*.example.com" is each host below example.com
  std::vector<Cidr> addresses;

  // Adds "10.0.0.0/8", "10.0.0.1", "::1", "example.com" or "*.example.com". kInvalidArgument for
  // what is none of them.
  absl::Status Add(std::string_view entry);
  bool HasHost(std::string_view host) const;
  bool HasAddress(const IpAddress& address) const;
};

// Where workers may connect to. A value; any thread.
struct OutboundPolicy {
  // What may be reached besides what is listed: addresses of the public Internet, every address, or
  // none.
  enum class Reach { kPublic, kAll, kNone };
  Reach reach = Reach::kPublic;
  bool loopback = false;  // whether kPublic includes this machine, as in dev
  HostList allow;         // of a host that is listed, every address
  HostList deny;          // goes first

  // Whether `host`, a name in lower case or an address, may be asked for at all. kPermissionDenied
  // says why not.
  absl::Status CheckHost(std::string_view host) const;
  // Whether a connection for `host` may go to `address`: to be asked of each address that is about
  // to be connected to, however it was found.
  absl::Status CheckAddress(std::string_view host, const IpAddress& address) const;
};

}  // namespace net
