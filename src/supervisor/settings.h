#pragma once

#include <optional>

#include "src/loop/tcp.h"

namespace supervisor {

// What a supervisor has to know of a node's configuration.
struct Settings {
  loop::Endpoint listen;  // port 0: any free one, which stays the same while `listen` does
  std::optional<loop::Endpoint> admin = {};
  int lanes = 1;  // each has a socket of its own (SO_REUSEPORT)
  bool stand_by = true;
};

}  // namespace supervisor
