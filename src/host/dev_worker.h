#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/base/weak.h"
#include "src/engine/snapshot.h"
#include "src/host/console.h"
#include "src/host/deploy.h"
#include "src/host/dev_build.h"
#include "src/host/dev_observer.h"
#include "src/host/dev_spawner.h"
#include "src/host/error_page.h"
#include "src/host/file_watch.h"
#include "src/loop/timer.h"
#include "src/worker/lane.h"
#include "src/worker/service.h"

namespace host {

// One of the workers of `atoll dev`, as its files are now. A change to them makes another version
// while the one before goes on; when it has started it answers what comes from then on, and the one
// before finishes what it has begun. A version that does not start changes nothing but error().
// Bound to the lane's thread.
class DevWorker {
 public:
  // Begins to make the first version. `on_change` is called after each try, and may call every
  // function here. References are borrowed.
  DevWorker(worker::Lane& lane, const engine::Snapshot& snapshot, DeployOptions options,
            DevObserver& observer, Console& console, std::function<void()> on_change);
  ~DevWorker();

  // Whether the first try is over.
  bool tried() const { return tried_; }
  // As the version that was made last is called; empty: none was.
  const std::string& name() const { return name_; }
  // Null: none has started.
  worker::Service* current() const { return current_.get(); }
  // The version that runs, and when it is to run; null: none does.
  const worker::Version* version() const { return version_.get(); }
  const TriggersConfig& triggers() const { return triggers_; }
  // What its env has; empty where none runs.
  const std::vector<BindingRow>& bindings() const { return bindings_; }
  // Why the files as they are make no version that starts; null: they do.
  const ErrorReport* error() const { return error_ ? &*error_ : nullptr; }

  // Makes a version anew, whether something has changed or not.
  void Restart();
  // Makes no more.
  void Drain();

 private:
  void Build();
  void OnChange();
  void OnBuilt(DevBuild::Result result);
  // Takes the result, unless it is what there is already.
  void Take(DevBuild::Result result);
  void Start(Deployment deployment);
  void Fail(ErrorReport report);
  void Retire(std::unique_ptr<worker::Service> service);
  void DropRetired();

  worker::Lane& lane_;
  DevObserver& observer_;
  Console& console_;
  const std::function<void()> on_change_;

  bool tried_ = false;
  std::string name_;
  std::unique_ptr<worker::Service> current_;
  std::shared_ptr<const worker::Version> version_;
  std::shared_ptr<const SourceMaps> maps_;
  TriggersConfig triggers_;
  std::vector<BindingRow> bindings_;
  std::optional<ErrorReport> error_;
  std::vector<std::string> warnings_;             // that were told
  std::vector<std::filesystem::path> last_good_;  // the files of the last version that was made
  // Versions that were replaced while something ran in them.
  std::vector<std::unique_ptr<worker::Service>> retired_;
  loop::Timer retired_timer_;
  FileWatch watch_;

  bool drained_ = false;
  bool building_ = false;
  bool changed_ = false;  // while a version was being made, or could not be
  int64_t build_began_millis_ = 0;
  std::string last_key_;  // what tells the last result from another
  int same_results_ = 0;  // of tries that were made because files changed during the one before
  DevSpawner spawner_;
  std::unique_ptr<DevBuild> build_;
  base::WeakOwner<DevWorker> weak_{this};
};

}  // namespace host
