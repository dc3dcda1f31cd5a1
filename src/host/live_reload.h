#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>

#include "src/base/weak.h"
#include "src/host/error_page.h"
#include "src/http/responder.h"

namespace host {

// Has the pages of a worker load anew when another version of it runs, and shows on them why none
// does: a script in each page reads a stream of server-sent events (HTML, section 9.2). Bound to
// the lane's thread.
class LiveReload {
 public:
  static constexpr std::string_view kScript = "/cdn-cgi/local/live-reload.js";
  static constexpr std::string_view kStream = "/cdn-cgi/local/live-reload";

  // `first_version` tells the versions of this server from those of another run.
  explicit LiveReload(uint64_t first_version) : version_(first_version) {}

  // Takes a request for the script or the stream, from this machine; false: it is none.
  bool Fetch(const http::RequestHead& request, http::Responder& responder);
  // Has the script put into the response to `request`, if that is a page: then the worker is asked
  // for one that is not compressed, and whole.
  void Prepare(http::RequestHead& request, http::Responder& responder) const;

  // Another version runs. Null: pages are loaded anew; else `error` says why it does not start.
  void Tell(const ErrorReport* error);
  // The streams end.
  void Drain();

 private:
  struct Stream {
    std::unique_ptr<http::ResponseSink> sink;
    bool writing = false;
    std::string waiting = {};  // the one event that is written next
  };
  using Streams = std::list<Stream>;

  void Open(const http::RequestHead& request, http::Responder responder);
  void Write(Streams::iterator stream, std::string_view event);

  uint64_t version_;
  std::string error_event_;  // empty: the worker runs
  bool drained_ = false;
  Streams streams_;
  // Of each stream, while it is there.
  base::WeakOwner<LiveReload> weak_{this};
};

}  // namespace host
