#include "src/host/local_events.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "src/host/local_answer.h"
#include "src/host/local_json.h"

namespace host {

struct LocalEvents::Follower {
  std::unique_ptr<http::ResponseSink> sink;
  std::string epoch;    // that `event` is of; empty: he knows nothing
  uint64_t event = 0;   // the last change that he knows
  bool workers = true;  // whether to tell of the workers
  bool ready = true;    // whether the sink takes more
  bool gone = false;
};

LocalEvents::LocalEvents(loop::Loop& loop, LocalJournal& journal)
    : loop_(loop),
      journal_(journal),
      told_millis_(loop.NowMillis() - kBatchMillis),
      timer_(loop),
      heartbeat_(loop) {}

LocalEvents::~LocalEvents() = default;

void LocalEvents::Follow(http::Responder&& responder, std::string_view last_id) {
  if (ended_ || followers_.size() >= kMaxFollowers) {
    return SendError(std::move(responder), 503,
                     ended_ ? "The server is stopping."
                            : absl::StrCat("There are ", followers_.size(),
                                           " pages open; expected fewer: close one."));
  }
  auto follower = std::make_shared<Follower>();
  follower->sink = responder.Release();
  const size_t dash = last_id.rfind('-');
  if (dash != last_id.npos && absl::SimpleAtoi(last_id.substr(dash + 1), &follower->event)) {
    follower->epoch = std::string(last_id.substr(0, dash));
  }
  follower->sink->Start(LocalHead(200, "text/event-stream"), std::nullopt);
  followers_.push_back(follower);
  follower->sink->OnDisconnect([weak = weak_.Get(), who = std::weak_ptr<Follower>(follower)] {
    if (const auto follower = who.lock()) follower->gone = true;
    if (weak) weak->Arm();
  });
  Arm();
  if (!heartbeat_.active()) heartbeat_.Start(kHeartbeatMillis, [this] { Beat(); });
}

void LocalEvents::OnWorkers() {
  for (const auto& follower : followers_) follower->workers = true;
  Arm();
}

void LocalEvents::End() {
  ended_ = true;
  timer_.Stop();
  heartbeat_.Stop();
  for (const auto& follower : std::exchange(followers_, {})) follower->sink->End();
}

void LocalEvents::Arm() {
  if (followers_.empty() || timer_.active()) return;
  const int64_t wait = told_millis_ + kBatchMillis - loop_.NowMillis();
  timer_.Start(std::max<int64_t>(wait, 0), [this] { Tell(); });
}

void LocalEvents::Tell() {
  std::erase_if(followers_, [](const auto& follower) { return follower->gone; });
  // A sink may call back at once; it changes no list of ours.
  for (const auto& follower : followers_) {
    if (!follower->ready) continue;
    std::string news = NewsFor(*follower);
    if (news.empty()) continue;
    told_millis_ = loop_.NowMillis();
    Send(follower, std::move(news));
  }
  if (followers_.empty()) heartbeat_.Stop();
}

std::string LocalEvents::NewsFor(Follower& follower) const {
  std::string news;
  bool all = false;
  if (follower.epoch != journal_.epoch()) {
    if (!follower.epoch.empty()) news = "event: reset\ndata: {}\n\n";
    follower.epoch = journal_.epoch();
    follower.event = 0;
    all = true;
  }
  if (std::exchange(follower.workers, false))
    absl::StrAppend(&news, "event: workers\ndata: {}\n\n");
  if (all || follower.event < journal_.last_event()) {
    const auto entries = journal_.ChangedAfter(follower.event, kMaxEntries);
    absl::StrAppend(&news, "event: requests\nid: ", journal_.epoch(), "-", journal_.last_event(),
                    "\ndata: ", RequestsJson(journal_, entries), "\n\n");
    follower.event = journal_.last_event();
  }
  return news;
}

void LocalEvents::Send(const std::shared_ptr<Follower>& follower, std::string text) {
  follower->ready = false;
  follower->sink->Write(
      base::Bytes(std::move(text)),
      [weak = weak_.Get(), who = std::weak_ptr<Follower>(follower)](absl::Status status) {
        const auto follower = who.lock();
        if (follower == nullptr) return;
        follower->ready = status.ok();
        follower->gone = follower->gone || !status.ok();
        if (weak) weak->Arm();
      });
}

void LocalEvents::Beat() {
  heartbeat_.Start(kHeartbeatMillis, [this] { Beat(); });
  for (const auto& follower : followers_) {
    if (follower->ready && !follower->gone) Send(follower, ":\n\n");
  }
}

}  // namespace host
