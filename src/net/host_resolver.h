#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/base/weak.h"
#include "src/loop/loop.h"
#include "src/net/ip_address.h"

namespace net {

// Who is asked for the addresses of a host: the machine's resolver, or a test. Bound to a loop's
// thread; questions end with it.
class HostLookup {
 public:
  // Addresses in the order in which they should be tried; kNotFound, kUnavailable.
  using Answer = absl::StatusOr<std::vector<IpAddress>>;
  using Callback = absl::AnyInvocable<void(Answer)>;

  virtual ~HostLookup() = default;
  // Calls `done` once, perhaps before it returns.
  virtual void Lookup(const std::string& host, Callback done) = 0;
};

// The machine's own resolver. `loop` is borrowed.
std::unique_ptr<HostLookup> NewSystemLookup(loop::Loop& loop);

struct HostResolverOptions {
  // How long an answer holds. The machine's resolver tells no times to live, so these are short.
  int64_t found_millis = 30'000;
  int64_t failed_millis = 3'000;
  size_t max_hosts = 1'024;
};

// Finds the addresses of hosts and remembers them for a while, failures too; who asks for a host
// that is being looked up waits with the others. Bound to the loop's thread.
class HostResolver {
 public:
  // `now_millis`: a clock that never goes back.
  HostResolver(std::unique_ptr<HostLookup> lookup, std::function<int64_t()> now_millis,
               HostResolverOptions options = {});

  // Calls `done` once, perhaps before this returns; not at all when the resolver goes before.
  // `host`: a name in lower case, or an address, which needs no looking up.
  void Resolve(const std::string& host, HostLookup::Callback done);

 private:
  struct Host {
    bool known = false;
    HostLookup::Answer answer = std::vector<IpAddress>();
    int64_t until_millis = 0;
    std::vector<HostLookup::Callback> waiting;
    std::list<std::string>::iterator age;  // in ages_
  };

  void OnAnswer(const std::string& host, HostLookup::Answer answer);
  void ForgetOldest();

  const std::function<int64_t()> now_millis_;
  const HostResolverOptions options_;
  absl::flat_hash_map<std::string, Host> hosts_;
  std::list<std::string> ages_;  // the one that was asked for first at the front
  std::unique_ptr<HostLookup> lookup_;
  base::WeakOwner<HostResolver> weak_{this};
};

}  // namespace net
