#pragma once

#include <string>

#include "src/host/cron/cron_keys.h"

namespace host {

// When a worker is to run by itself.
struct WorkerTriggers {
  std::string worker;
  TriggersConfig triggers;
};

}  // namespace host
