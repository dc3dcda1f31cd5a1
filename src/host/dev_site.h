#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "src/engine/snapshot.h"
#include "src/host/console.h"
#include "src/host/deploy.h"
#include "src/host/dev_observer.h"
#include "src/host/error_page.h"
#include "src/host/file_watch.h"
#include "src/loop/timer.h"
#include "src/worker/lane.h"
#include "src/worker/service.h"

namespace host {

// What `atoll dev` serves: the worker as its files are now, or a page that says why it does not
// start. Looks at the files a few times a second. Bound to the lane's thread.
class DevSite : public worker::Service, public worker::Directory {
 public:
  // `test_scheduled`: whether /__scheduled has the worker's scheduled() handler run, beside
  // /cdn-cgi/local/scheduled. `on_crons` as DevOptions has it. References are borrowed.
  using OnCrons = std::function<void(const std::string& worker, const TriggersConfig& triggers)>;
  DevSite(worker::Lane& lane, const engine::Snapshot& snapshot, DeployOptions options,
          bool test_scheduled, OnCrons on_crons, DevObserver& observer, Console& console);

  void Fetch(http::Request&& request, http::Responder&& responder) override;
  void Scheduled(worker::ScheduledEvent event, worker::ScheduledDone done) override;

  // worker::Directory: the worker itself is all that there is.
  bool Has(const std::string& worker) const override { return worker == name_; }
  void CallWorker(const std::string& worker, worker::ServiceCall call, http::Request&& request,
                  http::Responder&& responder) override;

 private:
  // There is no worker that runs: the page that says why.
  void AnswerWithError(const http::RequestHead& head, http::Responder&& responder);
  void Load();
  void Start(Deployment deployment);
  void Fail(ErrorReport report);
  void Poll();
  void Retire();

  worker::Lane& lane_;
  const engine::Snapshot& snapshot_;
  const DeployOptions options_;
  const bool test_scheduled_;
  const OnCrons on_crons_;
  DevObserver& observer_;
  Console& console_;
  std::unique_ptr<worker::Service> current_;  // null: error_ answers
  std::string name_;                          // of the worker that was deployed last
  ErrorReport error_;
  // Versions that were replaced while requests ran in them.
  std::vector<std::unique_ptr<worker::Service>> retired_;
  std::vector<std::filesystem::path> last_good_;  // the files of the last version that started
  FileWatch watch_;
  loop::Timer timer_;
};

}  // namespace host
