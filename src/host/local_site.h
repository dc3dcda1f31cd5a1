#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "src/base/clock.h"
#include "src/host/local_events.h"
#include "src/host/local_journal.h"
#include "src/host/local_kv.h"
#include "src/host/local_workers.h"
#include "src/http/responder.h"
#include "src/loop/loop.h"
#include "src/worker/lane_port.h"
#include "src/worker/service.h"

namespace host {

// The page of `atoll dev` at /cdn-cgi/local/: its workers, what they did last and do now, their
// crons and KV namespaces, and below .../api/ what the page is made of:
//
//   GET .../api/workers, .../api/crons, .../api/requests, .../api/requests/NUMBER
//   DELETE .../api/requests                   forgets all
//   POST .../api/crons/run?worker=&cron=      runs it; answers when it is over
//   GET .../api/events?after=                 see LocalEvents
//   .../api/kv...                             see LocalKv
//
// Errors are {"error": "..."}. It answers this machine's own pages alone (local_origin.h). Bound to
// the lane's thread.
class LocalSite {
 public:
  static constexpr std::string_view kRoot = "/cdn-cgi/local";

  struct Options {
    std::string address;    // that the server listens on, where it was named
    LocalKv::Open open_kv;  // null: there is no store
  };

  // `loop`, `site`, which has events of crons run, and `journal` are borrowed.
  LocalSite(loop::Loop& loop, std::shared_ptr<worker::LanePort> port, worker::Service& site,
            LocalJournal& journal, Options options, const base::Clock& clock = base::Clock::Real());
  ~LocalSite();

  // Whether a request for `target` is the page's.
  static bool Takes(std::string_view target);
  void Fetch(http::Request&& request, http::Responder&& responder);

  // What it shows of the workers.
  LocalWorkers& workers() { return workers_; }
  // Ends the streams of events: the server drains.
  void Drain() { events_.End(); }

 private:
  void FetchApi(std::string_view path, http::Request&& request, http::Responder&& responder);
  void AnswerRequests(std::string_view path, const http::RequestHead& head,
                      http::Responder&& responder);
  void RunCron(const http::RequestHead& head, http::Responder&& responder);
  int64_t Now() const { return static_cast<int64_t>(clock_.WallMillis() / 1000); }

  worker::Service& site_;
  LocalJournal& journal_;
  const Options options_;
  const base::Clock& clock_;
  LocalWorkers workers_;
  LocalEvents events_;
  LocalKv kv_;
};

}  // namespace host
