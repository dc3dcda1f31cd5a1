#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/engine/module_graph.h"
#include "src/worker/limits.h"
#include "src/worker/meter.h"

namespace worker {

// What a worker's configuration says, whatever file it came from. Immutable once deployed.
struct Spec {
  std::string name;                // "my-worker"
  std::string main;                // path of the main module from the root, "src/index.js"
  std::string compatibility_date;  // "2026-01-31"
  std::vector<std::string> compatibility_flags;
  std::string vars_json = "{}";  // the variables, a JSON object
  Limits limits;
};

// One deployed version of a worker: its configuration and its modules. Immutable; any thread.
struct Version {
  Spec spec;
  engine::ModuleGraph graph;
  std::string id;  // 16 hexadecimal digits that change with the modules and the configuration
  // What the worker's invocations are counted in, whichever version they ran. Never null.
  std::shared_ptr<Meter> meter = std::make_shared<Meter>();
};

}  // namespace worker
