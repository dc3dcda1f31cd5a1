#pragma once

#include <string>
#include <vector>

#include "src/worker/limits.h"

namespace host {

// The most that a worker's configuration may ask for where nobody says otherwise.
worker::Limits DefaultMaximum();

// What a node grants a worker.
struct LimitsPolicy {
  worker::Limits defaults;                    // to a worker that asks for nothing
  worker::Limits maximum = DefaultMaximum();  // to one that asks
  worker::LimitsRequest fixed;                // the operator's word, whatever the worker asks
};

// The limits that a worker gets.
struct GrantedLimits {
  worker::Limits limits;
  std::vector<std::string> cut;  // a line for each value that is less than the worker asked for
};

// What a worker that asks for `asked` gets: each value is the operator's word, else what was asked
// or the default, but at most the maximum.
GrantedLimits GrantLimits(const worker::LimitsRequest& asked, const LimitsPolicy& policy);

}  // namespace host
