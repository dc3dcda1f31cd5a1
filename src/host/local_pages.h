#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "src/host/dev_events.h"
#include "src/host/dev_site.h"
#include "src/host/local_journal.h"
#include "src/host/local_site.h"
#include "src/worker/lane.h"

namespace host {

// The page at /cdn-cgi/local/ of a dev server, and what it knows of what happens there. Bound to
// the lane's thread.
class LocalPages : public DevPages {
 public:
  // `site` and `lane` are borrowed.
  LocalPages(DevSite& site, worker::Lane& lane, LocalSite::Options options);

  // DevPages
  bool Fetch(http::Request& request, http::Responder& responder) override;
  void Drain() override { local_.Drain(); }

  // DevEvents
  void OnRequest(const worker::Report& report) override { journal_.Report(report); }
  void OnLog(const worker::LogLine& line) override { journal_.Log(line); }
  void OnFailure(std::string_view worker, const worker::Failure& failure,
                 const ErrorReport& report) override {
    journal_.Fail(worker, failure, report);
  }
  void OnReload(std::string_view worker, const ErrorReport* error) override;

 private:
  DevSite& site_;
  LocalJournal journal_;
  LocalSite local_;
};

}  // namespace host
