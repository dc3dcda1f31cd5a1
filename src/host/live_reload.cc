#include "src/host/live_reload.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "src/host/html_insert.h"
#include "src/host/query.h"

namespace host {
namespace {

constexpr std::string_view kCode = R"js((() => {
  const version = new URL(document.currentScript.src).searchParams.get("version");
  let shown = null;
  const hide = () => {
    if (shown) shown.remove();
    shown = null;
  };
  const show = (html) => {
    hide();
    shown = document.createElement("div");
    shown.style.cssText =
      "position:fixed;inset:0;z-index:2147483647;background:Canvas;color-scheme:light dark";
    const page = document.createElement("iframe");
    page.title = "Why the worker does not start";
    page.setAttribute("sandbox", "");
    page.style.cssText = "width:100%;height:100%;border:0";
    page.srcdoc = html;
    const close = document.createElement("button");
    close.textContent = "Close";
    close.style.cssText = "position:absolute;top:1rem;right:1rem;font:1rem system-ui";
    close.onclick = hide;
    shown.append(page, close);
    document.documentElement.append(shown);
    close.focus();
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  const events = new EventSource("/cdn-cgi/local/live-reload?version=" + version);
  events.addEventListener("reload", () => location.reload());
  events.addEventListener("failure", (event) => show(JSON.parse(event.data).html));
})();
)js";

constexpr std::string_view kReload = "event: reload\ndata:\n\n";

std::string_view PathOf(std::string_view target) { return target.substr(0, target.find('?')); }

bool AsksForPage(const http::RequestHead& request) {
  const auto accept = request.headers.Get("accept");
  return accept.has_value() && absl::StrContainsIgnoreCase(*accept, "text/html");
}

}  // namespace

bool LiveReload::Fetch(const http::RequestHead& request, http::Responder& responder) {
  const std::string_view path = PathOf(request.target);
  if (path == kScript) {
    http::ResponseHead head;
    head.headers.Add("content-type", "text/javascript;charset=UTF-8");
    head.headers.Add("cache-control", "no-cache");
    responder->Send(std::move(head), base::Bytes(std::string(kCode)));
    return true;
  }
  if (path != kStream) return false;
  Open(request, std::move(responder));
  return true;
}

void LiveReload::Open(const http::RequestHead& request, http::Responder responder) {
  if (drained_) {
    http::ResponseHead refusal;
    refusal.status = 503;
    refusal.headers.Add("cache-control", "no-store");
    return responder->Send(std::move(refusal), {});
  }
  http::ResponseHead head;
  head.headers.Add("content-type", "text/event-stream");
  head.headers.Add("cache-control", "no-store");
  const auto stream = streams_.insert(streams_.end(), Stream{responder.Release()});
  stream->sink->Start(std::move(head), std::nullopt);
  // A page that an older version has made, or a server that has gone.
  if (QueryValue(request.target, "version") != absl::StrCat(version_)) {
    Write(stream, kReload);
  } else {
    Write(stream, error_event_.empty() ? ": open\n\n" : error_event_);
  }
  // Last: it may be called at once.
  stream->sink->OnDisconnect([weak = weak_.Get(), stream] {
    if (weak) weak->streams_.erase(stream);
  });
}

void LiveReload::Prepare(http::RequestHead& request, http::Responder& responder) const {
  if (!AsksForPage(request)) return;
  for (const char* name : {"accept-encoding", "if-none-match", "if-modified-since", "range"}) {
    request.headers.Remove(name);
  }
  responder = http::Responder(
      InsertIntoHtml(absl::StrCat("<script src=\"", kScript, "?version=", version_, "\"></script>"),
                     responder.Release()));
}

void LiveReload::Tell(const ErrorReport* error) {
  if (error != nullptr) {
    const nlohmann::json data = {{"html", RenderHtml(*error)}};
    error_event_ =
        absl::StrCat("event: failure\ndata: ",
                     data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), "\n\n");
  } else {
    ++version_;
    error_event_.clear();
  }
  const std::string event = error != nullptr ? error_event_ : std::string(kReload);
  for (auto it = streams_.begin(); it != streams_.end();) Write(it++, event);
}

void LiveReload::Write(Streams::iterator stream, std::string_view event) {
  if (stream->writing) {
    // The last one says it all, but for a page that loads anew: that asks again.
    if (stream->waiting != kReload) stream->waiting = std::string(event);
    return;
  }
  stream->writing = true;
  stream->sink->Write(base::Bytes(std::string(event)),
                      [weak = weak_.Get(), stream](const absl::Status& status) {
                        // A client that has gone is told by OnDisconnect.
                        if (!weak || !status.ok()) return;
                        stream->writing = false;
                        if (stream->waiting.empty()) return;
                        weak->Write(stream, std::exchange(stream->waiting, ""));
                      });
}

void LiveReload::Drain() {
  drained_ = true;
  for (Stream& stream : streams_) stream.sink->End();
  streams_.clear();
}

}  // namespace host
