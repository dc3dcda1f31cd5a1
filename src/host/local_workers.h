#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/worker/spec.h"

namespace host {

// A worker of `atoll dev`, as people are shown it.
struct LocalWorker {
  struct Binding {
    std::string kind;  // "kv", "service", "var"
    std::string name;
    std::string resource;  // a namespace's id, a worker's name; empty for a variable
  };

  std::string name;
  std::string version;  // Version::id of the one that runs
  std::string main;
  std::string compatibility_date;
  std::vector<Binding> bindings;
  std::vector<std::string> crons;
  bool running = false;  // whether a version of it serves
  std::string problem;   // why the files as they are now do not run; empty: they do
};

// The workers that a dev server has now. Bound to the lane's thread.
class LocalWorkers {
 public:
  // `version` serves from now on.
  void SetRunning(const worker::Version& version);
  // The files of the worker do not start, for the reason that `problem` tells in one line or
  // several. `running`: whether an earlier version of it goes on serving. Empty `name`: one that
  // never had a version, and so no name; of several, the last that was told.
  void SetProblem(std::string_view name, std::string problem, bool running);
  // The worker is no longer there.
  void Remove(std::string_view name);

  // Called after each change. One.
  void OnChange(std::function<void()> callback) { on_change_ = std::move(callback); }
  const std::vector<LocalWorker>& all() const { return workers_; }
  // Null: there is none.
  const LocalWorker* Find(std::string_view name) const;

 private:
  LocalWorker& Named(std::string_view name);
  void Changed() const;

  std::vector<LocalWorker> workers_;  // in the order in which they came
  std::function<void()> on_change_;
};

}  // namespace host
