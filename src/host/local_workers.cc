#include "src/host/local_workers.h"

#include <algorithm>

#include "nlohmann/json.hpp"

namespace host {
namespace {

void AddVariables(const worker::Spec& spec, LocalWorker& worker) {
  const auto vars = nlohmann::json::parse(spec.vars_json, nullptr, /*allow_exceptions=*/false);
  if (!vars.is_object()) return;
  // Names alone: a value may be a secret.
  for (const auto& [name, value] : vars.items()) worker.bindings.push_back({"var", name, ""});
}

}  // namespace

void LocalWorkers::SetRunning(const worker::Version& version) {
  LocalWorker worker;
  worker.name = version.spec.name;
  worker.version = version.id;
  worker.main = version.spec.main;
  worker.compatibility_date = version.spec.compatibility_date;
  for (const worker::BindingSpec& binding : version.spec.bindings) {
    worker.bindings.push_back({binding.kind, binding.name, binding.resource});
  }
  AddVariables(version.spec, worker);
  worker.crons = version.spec.crons;
  worker.running = true;
  Named(worker.name) = std::move(worker);
  Changed();
}

void LocalWorkers::SetProblem(std::string_view name, std::string problem, bool running) {
  LocalWorker& worker = Named(name);
  worker.problem = std::move(problem);
  worker.running = running;
  Changed();
}

void LocalWorkers::Remove(std::string_view name) {
  std::erase_if(workers_, [&](const LocalWorker& worker) { return worker.name == name; });
  Changed();
}

const LocalWorker* LocalWorkers::Find(std::string_view name) const {
  const auto found = std::find_if(workers_.begin(), workers_.end(),
                                  [&](const LocalWorker& worker) { return worker.name == name; });
  return found == workers_.end() ? nullptr : &*found;
}

LocalWorker& LocalWorkers::Named(std::string_view name) {
  const auto found = std::find_if(workers_.begin(), workers_.end(),
                                  [&](const LocalWorker& worker) { return worker.name == name; });
  if (found != workers_.end()) return *found;
  workers_.emplace_back();
  workers_.back().name = std::string(name);
  return workers_.back();
}

void LocalWorkers::Changed() const {
  if (on_change_) on_change_();
}

}  // namespace host
