#include "bindings/fetch/cached_fetch.h"

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "bindings/fetch/storing_body.h"
#include "src/base/weak.h"
#include "src/cache/answer.h"
#include "src/cache/policy.h"
#include "src/cache/vary.h"
#include "src/http/whole_body.h"

namespace bindings::fetch {
namespace {

using cache::Found;
using cache::Meter;

// One request on its way through the cache.
class CachedCall final : public http::ClientCall {
 public:
  CachedCall(worker::LaneParts& lane, cache::Store& store, std::string key, CacheUse use,
             http::ClientRequest request, http::Client::Callback done)
      : lane_(lane),
        store_(store),
        key_(std::move(key)),
        use_(std::move(use)),
        request_(std::move(request)),
        fields_(request_.head.headers),
        done_(std::move(done)) {}

  // May answer.
  void Begin() {
    if (use_.mode == CacheUse::Mode::kReload) return Forward();
    Found found;
    switch (store_.Peek(key_, fields_, &found)) {
      case cache::Store::Answer::kFound:
        return OnFound(std::move(found));
      case cache::Store::Answer::kMissing:
        return OnFound(std::nullopt);
      case cache::Store::Answer::kAskDisk:
        break;
    }
    store_.Find(key_, fields_,
                [post = PosterOf(lane_), weak = weak_.Get()](std::optional<Found> late) mutable {
                  post([weak = std::move(weak), late = std::move(late)]() mutable {
                    if (weak) weak->OnFound(std::move(late));
                  });
                });
  }

 private:
  bool TakesStale() const {
    return use_.mode == CacheUse::Mode::kForce || use_.mode == CacheUse::Mode::kOnlyStored;
  }

  void OnFound(std::optional<Found> found) {
    if (!found) {
      Meter::Count(store_.meter().misses);
      if (use_.mode != CacheUse::Mode::kOnlyStored) return Forward();
      return Done(absl::NotFoundError(kNothingStored));
    }
    if (TakesStale() || (found->fresh && use_.mode == CacheUse::Mode::kDefault)) {
      Meter::Count(store_.meter().hits);
      return Give(*found, found->fresh ? "HIT" : "STALE");
    }
    Meter::Count(store_.meter().stale);
    stale_ = std::move(found);
    Forward();
  }

  // Asks whether a stored response is still right (RFC 9111, section 4.3.1).
  void Validate(const http::HeaderList& stored) {
    const auto tag = stored.Get("etag");
    const auto modified = stored.Get("last-modified");
    if (!tag && !modified) return;
    validates_ = true;
    http::HeaderList& headers = request_.head.headers;
    for (const char* name : {"if-none-match", "if-modified-since", "range", "if-range"}) {
      headers.Remove(name);
    }
    if (tag) headers.Add("If-None-Match", *tag);
    if (modified) headers.Add("If-Modified-Since", *modified);
  }

  void Forward() {
    if (stale_) Validate(stale_->head->head.headers);
    sent_millis_ = store_.NowMillis();
    call_ = lane_.client().Fetch(
        std::move(request_),
        [this](absl::StatusOr<http::ClientResponse> response) { OnResponse(std::move(response)); });
  }

  // What ends the call destroys this.
  void Done(absl::StatusOr<http::ClientResponse> response) {
    http::Client::Callback done = std::move(done_);
    done(std::move(response));
  }

  void OnResponse(absl::StatusOr<http::ClientResponse> response) {
    if (!response.ok() || response->head.status < 200) return Done(std::move(response));
    if (response->head.status == 304 && validates_) return Revalidated(response->head.headers);
    http::ResponseHead& head = response->head;
    const std::string_view word = Keep(*response) ? stale_ ? "EXPIRED" : "MISS" : "BYPASS";
    head.headers.Remove("cf-cache-status");
    head.headers.Add("cf-cache-status", word);
    Done(std::move(response));
  }

  cache::Wishes WishesFor(int status) const {
    cache::Wishes wishes;
    wishes.everything = use_.everything;
    for (const CacheUse::StatusTtl& one : use_.ttls) {
      if (status < one.first || status > one.last) continue;
      wishes.ttl = one.seconds;
      break;
    }
    return wishes;
  }

  // Has a response stored as it is read, where it may be; whether it may.
  bool Keep(http::ClientResponse& response) {
    const int64_t now = store_.NowMillis();
    const cache::Verdict verdict =
        cache::Judge(fields_, response.head, WishesFor(response.head.status), now / 1000);
    if (!verdict.storable) return false;
    cache::StoredHead stored;
    stored.key = key_;
    stored.selecting = cache::SelectingFields(response.head.headers, fields_, /*decodes=*/true);
    stored.head = response.head;
    cache::StripForStorage(stored.head.headers);
    stored.stored_millis = now;
    stored.age_seconds =
        cache::InitialAge(response.head.headers, now / 1000, (now - sent_millis_) / 1000);
    stored.lifetime_seconds = verdict.lifetime_seconds;
    // A worker's own time begins now.
    if (WishesFor(response.head.status).ttl) stored.age_seconds = 0;
    stored.encoded = true;
    if (response.body == nullptr) {
      auto into = store_.Insert(std::move(stored), 0);
      if (into == nullptr) return false;
      into->Finish([](const absl::Status&) {});
      return true;
    }
    auto into = store_.Insert(std::move(stored), response.body->length());
    if (into == nullptr) return false;
    response.body = NewStoringBody(std::move(response.body), std::move(into), PosterOf(lane_));
    return true;
  }

  // RFC 9111, section 4.3.3 and 4.3.4.
  void Revalidated(const http::HeaderList& update) {
    auto head = std::make_shared<cache::StoredHead>(*stale_->head);
    const int64_t now = store_.NowMillis();
    head->head.headers = cache::UpdateFields(head->head.headers, update);
    const cache::Wishes wishes = WishesFor(head->head.status);
    const cache::Verdict verdict = cache::Judge(fields_, head->head, wishes, now / 1000);
    head->stored_millis = now;
    head->age_seconds =
        wishes.ttl ? 0 : cache::InitialAge(update, now / 1000, (now - sent_millis_) / 1000);
    head->lifetime_seconds = verdict.storable ? verdict.lifetime_seconds : 0;
    stale_->head = head;
    store_.Refresh(*stale_, head);
    Give(*stale_, "REVALIDATED");
  }

  // Answers with a stored response.
  void Give(const Found& found, std::string_view word) {
    const cache::Selection selection = cache::SelectStored(fields_, *found.head, found.length);
    http::ClientResponse response;
    response.head = cache::Answer(*found.head, selection, found.length, store_.NowMillis(), word);
    const cache::Part& part = selection.part;
    if (part.length > 0) {
      response.body = store_.OpenBody(found, part.offset, part.length, PosterOf(lane_));
    }
    Done(std::move(response));
  }

  worker::LaneParts& lane_;
  cache::Store& store_;
  const std::string key_;
  const CacheUse use_;
  http::ClientRequest request_;
  const http::HeaderList fields_;  // of the request, as the worker has made it
  http::Client::Callback done_;
  std::optional<Found> stale_;
  bool validates_ = false;
  int64_t sent_millis_ = 0;
  std::unique_ptr<http::ClientCall> call_;
  base::WeakOwner<CachedCall> weak_{this};
};

}  // namespace

cache::Poster PosterOf(worker::LaneParts& lane) {
  return [port = lane.port](absl::AnyInvocable<void()> task) { port->Post(std::move(task)); };
}

Fetches::Send SendCached(worker::LaneParts& lane, cache::Store& store, std::string worker,
                         CacheUse use) {
  return [&lane, &store, worker = std::move(worker), use = std::move(use)](
             http::ClientRequest request,
             http::Client::Callback done) mutable -> std::unique_ptr<http::ClientCall> {
    std::string key = cache::MakeKey(worker, kDefaultCache, use.key);
    auto call = std::make_unique<CachedCall>(lane, store, std::move(key), std::move(use),
                                             std::move(request), std::move(done));
    call->Begin();
    return call;
  };
}

}  // namespace bindings::fetch
