#pragma once

#include <memory>
#include <string>
#include <vector>

namespace worker {

// What a worker's configuration asks for under a name in `env`: a KV namespace, another worker.
struct BindingSpec {
  std::string kind;      // "kv"
  std::string name;      // "CACHE"
  std::string resource;  // which one: a namespace's id, a worker's name
  // Of a worker alone: which of its entrypoints, "" for the default one, and its ctx.props, JSON.
  std::string entrypoint = {};
  std::string props_json = {};

  bool operator==(const BindingSpec&) const = default;
};

// What a worker may do with one of its bindings. A folder of bindings/ has a class of its own for
// each kind, made by the host for a version; the ops of that folder find it by the binding's place
// in the version's list, which is all that JavaScript knows of it. Any thread.
class Capability {
 public:
  virtual ~Capability() = default;
};

// By the place of their BindingSpec; null: not granted.
using Grants = std::vector<std::shared_ptr<Capability>>;

}  // namespace worker
