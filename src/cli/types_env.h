#pragma once

#include <map>
#include <string>
#include <vector>

#include "src/host/config_value.h"

namespace cli {

// Another worker that services may name.
struct TypedWorker {
  std::string name;
  std::string import;  // of its main module, from the file with the types: "../accounts/src/index"
};

// What the types of a worker's env are made of.
struct TypesInput {
  host::ConfigValue config;  // the whole file, which has been checked
  std::string environment;   // empty: the top level and all environments together
  // The names of secrets by environment; "" is the top level.
  std::map<std::string, std::vector<std::string>> secrets = {};
  std::string import = "";  // of the worker's own main module, as TypedWorker's
  std::vector<TypedWorker> workers = {};
  std::string interface_name = "Env";
};

// The declarations, in TypeScript: Cloudflare.Env, the interface that extends it, and the modules
// that are no JavaScript. The same input gives the same octets. The types of bindings are those of
// @cloudflare/workers-types.
std::string EnvTypes(const TypesInput& input);

// Whether an interface may be called that.
bool IsInterfaceName(std::string_view name);

}  // namespace cli
