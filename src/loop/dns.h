#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/base/weak.h"
#include "src/loop/loop.h"

namespace loop {

// A question to the machine's resolver (getaddrinfo(3)), asked on a thread of libuv's. Destroying
// it drops the answer. Bound to the loop's thread.
class DnsLookup {
 public:
  // The addresses in the order in which they should be tried (RFC 6724), as text; at least one.
  // kNotFound: there is no such name; kUnavailable: nobody could tell.
  using Callback = absl::AnyInvocable<void(absl::StatusOr<std::vector<std::string>>)>;

  // Calls `done` once, from a round of the loop. It may destroy the lookup.
  DnsLookup(Loop& loop, const std::string& host, Callback done);
  ~DnsLookup();
  DnsLookup(const DnsLookup&) = delete;
  DnsLookup& operator=(const DnsLookup&) = delete;

 private:
  struct Request;
  Request* request_;  // null: over; frees itself when the resolver has answered
  base::WeakOwner<DnsLookup> weak_{this};
};

}  // namespace loop
