#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/weak.h"
#include "src/engine/snapshot.h"
#include "src/host/console.h"
#include "src/host/deploy.h"
#include "src/host/dev_events.h"
#include "src/host/dev_observer.h"
#include "src/host/dev_worker.h"
#include "src/host/live_reload.h"
#include "src/host/worker_triggers.h"
#include "src/worker/lane.h"
#include "src/worker/service.h"

namespace host {

class DevSite;

struct DevSiteOptions {
  std::vector<DeployOptions> workers;  // the first answers requests; at least one
  std::string address;                 // that the server listens on, where it was named
  bool test_scheduled = false;         // whether /__scheduled runs the scheduled() handler
  bool live_reload = false;            // whether pages load anew when their worker changes
  // Told of all workers' crons whenever they may have changed, on the lane's thread. Null: nobody.
  std::function<void(std::vector<WorkerTriggers>)> on_crons;
  // Makes what answers below /cdn-cgi/local/ and is told of what happens. Null: nothing does.
  std::function<std::unique_ptr<DevPages>(DevSite&, worker::Lane&)> pages;
};

// What `atoll dev` serves: its workers as their files are now, or a page that says why one does
// not start. Bound to the lane's thread.
class DevSite : public worker::Service, public worker::Directory {
 public:
  // Returns when each worker was tried once. References are borrowed.
  DevSite(worker::Lane& lane, const engine::Snapshot& snapshot, DevSiteOptions options,
          DevObserver& observer, Console& console);
  ~DevSite() override;

  void Fetch(http::Request&& request, http::Responder&& responder) override;
  void Scheduled(worker::ScheduledEvent event, worker::ScheduledDone done) override;

  // worker::Directory
  bool Has(const std::string& worker) const override { return Find(worker) != nullptr; }
  void CallWorker(const std::string& worker, worker::ServiceCall call, http::Request&& request,
                  http::Responder&& responder) override;

  const std::vector<std::unique_ptr<DevWorker>>& workers() const { return workers_; }
  // Makes all workers anew.
  void Restart();
  // The server ends when what is open has: streams of events end now, and no version is made.
  void Drain();
  base::Weak<DevSite> weak() const { return weak_.Get(); }

 private:
  bool AllTried() const;
  DevWorker* Find(std::string_view worker) const;
  void OnChange(DevWorker& worker);
  // Tells of workers that are missing, or called the same.
  void CheckNames();
  // Answers a target below /cdn-cgi/; false: a worker may have it.
  bool FetchLocal(http::Request& request, http::Responder& responder);
  void AnswerWithError(const DevWorker& worker, const http::RequestHead& request,
                       http::Responder&& responder);

  worker::Lane& lane_;
  const DevSiteOptions options_;
  DevObserver& observer_;
  Console& console_;
  std::optional<LiveReload> live_reload_;
  std::unique_ptr<DevPages> pages_;
  std::vector<std::unique_ptr<DevWorker>> workers_;
  std::string told_names_;  // what CheckNames has told
  base::WeakOwner<DevSite> weak_{this};
};

}  // namespace host
