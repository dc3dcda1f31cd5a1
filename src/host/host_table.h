#pragma once

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace host {

// Whether `pattern` may stand in a HostTable: a host name, "*." before one, or "*".
bool IsHostPattern(std::string_view pattern);
// The same in words, for errors.
inline constexpr std::string_view kHostPatternForm =
    "a host name such as \"shop.example.com\", \"*.example.com\" or \"*\", without a port";

// Which worker serves which host (RFC 9110 7.2). The nearest pattern wins: a host's own name, then
// "*.example.com", which stands for every name below example.com, the longest first; then the
// first label, if that is the name of a worker without hosts; then "*". Case means nothing. A
// value; many threads may read it.
class HostTable {
 public:
  // Gives the hosts of `pattern`, which IsHostPattern, to `worker`. Returns the worker that has the
  // pattern now: `worker`, or the one that had it before.
  std::string_view AddHost(std::string_view pattern, std::string_view worker);
  // Gives NAME.anything to the worker NAME. False when one of the name, in any case, has it.
  bool AddName(std::string_view worker);

  // The worker for a request's authority, "shop.example.com:8787"; "" when there is none.
  std::string_view Find(std::string_view authority) const;

 private:
  using Map = absl::flat_hash_map<std::string, std::string>;
  Map hosts_;      // host -> worker
  Map wildcards_;  // "example.com" -> worker of "*.example.com"
  Map names_;      // first label -> worker
  std::string any_;
};

}  // namespace host
