#include "bindings/cache/cache_calls.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bindings/fetch/cached_fetch.h"
#include "bindings/fetch/response_for_worker.h"
#include "bindings/fetch/upstream_body.h"
#include "src/cache/answer.h"
#include "src/http/responder.h"

namespace bindings {
namespace {

using cache::Insertion;

constexpr char kTag = 0;

// The store as what a body is pumped into.
class StoreSink final : public http::ResponseSink {
 public:
  StoreSink(std::shared_ptr<Insertion> into, cache::Poster post)
      : into_(std::move(into)), post_(std::move(post)) {}

  void Send(http::ResponseHead, base::Bytes) override {}
  void Start(http::ResponseHead, std::optional<uint64_t>) override {}
  void Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) override {
    auto kept = std::make_shared<absl::AnyInvocable<void(absl::Status)>>(std::move(ready));
    const bool room = into_->Write(std::move(piece), [post = post_, kept]() mutable {
      post([kept = std::move(kept)] { (*kept)(absl::OkStatus()); });
    });
    if (room) (*kept)(into_->refused());
  }
  void End() override {}
  void Abort() override {}
  void OnDisconnect(absl::AnyInvocable<void()>) override {}

 private:
  const std::shared_ptr<Insertion> into_;
  const cache::Poster post_;
};

absl::Status NotKept() { return absl::CancelledError("The cache takes no more of the body."); }

}  // namespace

void Settle(CacheCalls::Done done, const absl::Status& status) {
  if (status.ok() || absl::IsUnavailable(status)) return done.Resolve();
  if (absl::IsResourceExhausted(status)) {
    return done.Reject(
        absl::UnknownError(absl::StrCat("Cache PUT failed: 413 ", status.message(), ".")));
  }
  if (absl::IsDataLoss(status)) {
    return done.Reject(
        absl::UnknownError(absl::StrCat("Cache PUT failed: ", status.message(), ".")));
  }
  done.Reject(status);
}

CacheCalls& CacheCalls::Of(worker::LaneParts& lane, worker::Invocation& invocation) {
  std::unique_ptr<worker::LaneResource>& kept = invocation.resources[&kTag];
  if (kept == nullptr) kept = std::make_unique<CacheCalls>(lane, invocation);
  return static_cast<CacheCalls&>(*kept);
}

CacheCalls::~CacheCalls() {
  for (const std::weak_ptr<worker::BodyBreak>& pump : pumps_) {
    if (const auto pumped = pump.lock()) {
      pumped->Break(absl::CancelledError("the request that this belongs to is over"));
    }
  }
}

FoundForWorker MakeFound(const cache::Store& store, const cache::Found& found,
                         const http::HeaderList& request) {
  FoundForWorker made;
  const cache::Selection selection = cache::SelectStored(request, *found.head, found.length);
  made.part = selection.part;
  const http::ResponseHead head =
      cache::Answer(*found.head, selection, found.length, store.NowMillis(), "HIT");
  // A part of what is encoded cannot be decoded.
  const bool whole = made.part.length == found.length && made.part.length > 0;
  if (found.head->encoded && whole) made.coding = fetch::CodingOf(head.headers);
  made.head = fetch::HeadForWorker(head, made.part.length > 0, !made.coding.empty());
  return made;
}

http::Body OpenFound(worker::LaneParts& lane, cache::Store& store, const cache::Found& found,
                     const cache::Part& part, const std::string& coding) {
  http::Body body = store.OpenBody(found, part.offset, part.length, fetch::PosterOf(lane));
  return coding.empty() ? std::move(body) : fetch::NewUpstreamBody(std::move(body), coding);
}

void CacheCalls::Find(cache::Store& store, std::string key, http::HeaderList request,
                      uint32_t number, Head done) {
  http::HeaderList fields = request;
  store.Find(std::move(key), std::move(request),
             [post = fetch::PosterOf(lane_), weak = weak_.Get(), fields = std::move(fields), &store,
              number, done = std::move(done)](std::optional<cache::Found> found) mutable {
               post([weak = std::move(weak), fields = std::move(fields), &store, number,
                     found = std::move(found), done = std::move(done)]() mutable {
                 const bool is_hit = found && found->fresh;
                 cache::Meter::Count(is_hit  ? store.meter().hits
                                     : found ? store.meter().stale
                                             : store.meter().misses);
                 if (!is_hit || !weak) return done.Resolve(std::nullopt);
                 FoundForWorker made = MakeFound(store, *found, fields);
                 if (made.part.length > 0) {
                   weak->invocation_.bodies[number] =
                       OpenFound(weak->lane_, store, *found, made.part, made.coding);
                 }
                 done.Resolve(std::move(made.head));
               });
             });
}

void CacheCalls::Put(std::unique_ptr<Insertion> into, base::Bytes body, Done done) {
  if (!body.empty()) into->Write(std::move(body), [] {});
  into->Finish([done = std::move(done)](const absl::Status& status) mutable {
    Settle(std::move(done), status);
  });
}

void CacheCalls::Pump(http::Body body, std::unique_ptr<Insertion> into, Done done) {
  const std::shared_ptr<Insertion> shared = std::move(into);
  auto pumped = std::make_shared<worker::BodyBreak>();
  std::erase_if(pumps_, [](const auto& pump) { return pump.expired(); });
  pumps_.push_back(pumped);
  http::Pump(worker::BodyBreak::Wrap(std::move(body), std::move(pumped)),
             std::make_unique<StoreSink>(shared, fetch::PosterOf(lane_)),
             [shared, done = std::move(done)](const absl::Status& status) mutable {
               if (!status.ok()) return Settle(std::move(done), status);
               shared->Finish([done = std::move(done)](const absl::Status& stored) mutable {
                 Settle(std::move(done), stored);
               });
             });
}

void CacheCalls::Start(uint32_t number, std::unique_ptr<Insertion> into, Done done) {
  streams_.insert_or_assign(number, Stream{std::move(into), std::move(done)});
}

void CacheCalls::Write(uint32_t number, base::Bytes piece, Done done) {
  auto it = streams_.find(number);
  if (it == streams_.end()) return done.Reject(NotKept());
  Insertion& into = *it->second.into;
  auto kept = std::make_shared<Done>(std::move(done));
  if (!into.Write(std::move(piece), [kept] { kept->Resolve(); })) return;
  if (into.refused().ok()) return kept->Resolve();
  Stream stream = std::move(it->second);
  streams_.erase(it);
  Settle(std::move(stream.done), stream.into->refused());
  kept->Reject(NotKept());
}

void CacheCalls::Finish(uint32_t number) {
  auto it = streams_.find(number);
  if (it == streams_.end()) return;
  Stream stream = std::move(it->second);
  streams_.erase(it);
  stream.into->Finish([done = std::move(stream.done)](const absl::Status& status) mutable {
    Settle(std::move(done), status);
  });
}

void CacheCalls::Abort(uint32_t number) { streams_.erase(number); }

}  // namespace bindings
