#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/host/project.h"

namespace host {

// One of a worker's bindings, as people are told of it.
struct BindingRow {
  std::string name;  // in env
  std::string kind;  // "KV namespace", "variable", "secret", "R2 bucket"
  std::string
      resource;  // which one: an id, a worker's name, a variable's value; of a secret nothing
  bool supported = true;
};

// A project's bindings: its variables, then the others. Values are cut to one short line; those of
// secrets are not in it.
std::vector<BindingRow> BindingRows(const Project& project);

// The rows as a table for a terminal, a line each, below a heading; "" when there are none. Each
// line begins with `indent`.
std::string BindingsTable(const std::vector<BindingRow>& rows, std::string_view indent = "");

}  // namespace host
