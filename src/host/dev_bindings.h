#pragma once

#include <string>

#include "src/worker/spec.h"

namespace host {

// The table of what a worker finds in `env`: binding, resource, mode; a line each, and one above.
// Values are not shown, for some are secret. Empty: there is nothing.
std::string BindingsTable(const worker::Spec& spec);

}  // namespace host
