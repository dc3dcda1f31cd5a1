#include "bindings/cache/cache_ops.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bindings/cache/cache_calls.h"
#include "bindings/fetch/outgoing.h"
#include "src/cache/cache_control.h"
#include "src/cache/head_code.h"
#include "src/cache/policy.h"
#include "src/cache/vary.h"

namespace bindings {
namespace {

using cache::Found;
using cache::Meter;
using cache::Store;
using engine::ByteString;
using engine::Call;
using fetch::BodyKind;
using worker::Invocation;
using worker::LaneParts;
using worker::RunOnLane;
using worker::TurnHost;
using worker::Version;

using Strings = std::vector<ByteString>;

template <class Run>
void OnLane(Call& call, Run run) {
  call.host<TurnHost>().outbox.emplace_back(
      RunOnLane{call.invocation(),
                [run = std::move(run)](LaneParts& lane, const Version&,
                                       Invocation& invocation) mutable { run(lane, invocation); }});
}

// The head of what was found (see fetch::HeadForWorker), whose body is the native body `number`
// from now on.
Strings TakeHit(Call& call, Store& store, Found found, const http::HeaderList& request,
                uint32_t number) {
  Meter::Count(store.meter().hits);
  FoundForWorker made = MakeFound(store, found, request);
  if (made.part.length > 0) {
    OnLane(call,
           [&store, found = std::move(found), part = made.part, coding = std::move(made.coding),
            number](LaneParts& lane, Invocation& invocation) {
             invocation.bodies[number] = OpenFound(lane, store, found, part, coding);
           });
  }
  return std::move(made.head);
}

// What memory has; undefined: nothing that is fresh. A list of one: the disk has to be asked, by
// findCached.
absl::StatusOr<std::optional<Strings>> Match(Call& call, std::string name, std::string url,
                                             ByteString fields, uint32_t number) {
  const auto asker = fetch::CountRequest(call);
  if (!asker.ok()) return asker.status();
  TurnHost& host = call.host<TurnHost>();
  if (host.cache == nullptr) return std::nullopt;
  Store& store = *host.cache;
  const http::HeaderList request(std::move(fields.bytes));
  Found found;
  switch (store.Peek(cache::MakeKey(host.worker, name, url), request, &found)) {
    case Store::Answer::kAskDisk: {
      Strings later;
      later.emplace_back();
      return later;
    }
    case Store::Answer::kMissing:
      Meter::Count(store.meter().misses);
      return std::nullopt;
    case Store::Answer::kFound:
      break;
  }
  if (!found.fresh) {
    Meter::Count(store.meter().stale);
    return std::nullopt;
  }
  return TakeHit(call, store, std::move(found), request, number);
}

// The same for the request that the invocation `id` answers, as it came; undefined, uncounted,
// where memory has nothing that is fresh.
absl::StatusOr<std::optional<Strings>> MatchIncoming(Call& call, std::string name, uint32_t id,
                                                     uint32_t number) {
  TurnHost& host = call.host<TurnHost>();
  const Invocation* incoming = host.Find(id);
  if (host.cache == nullptr || incoming == nullptr || incoming->head.method != "GET") {
    return std::nullopt;
  }
  Store& store = *host.cache;
  Found found;
  const std::string key = cache::MakeKey(host.worker, name, incoming->head.Url());
  if (store.Peek(key, incoming->head.headers, &found) != Store::Answer::kFound || !found.fresh) {
    return std::nullopt;
  }
  const auto asker = fetch::CountRequest(call);
  if (!asker.ok()) return asker.status();
  return TakeHit(call, store, std::move(found), incoming->head.headers, number);
}

// The same with the disk, once Match has said so.
void Find(Call& call, std::string name, std::string url, ByteString fields, uint32_t number,
          CacheCalls::Head done) {
  TurnHost& host = call.host<TurnHost>();
  if (host.cache == nullptr) return done.Resolve(std::nullopt);
  OnLane(call, [store = host.cache, key = cache::MakeKey(host.worker, name, url),
                request = http::HeaderList(std::move(fields.bytes)), number,
                done = std::move(done)](LaneParts& lane, Invocation& invocation) mutable {
    CacheCalls::Of(lane, invocation)
        .Find(*store, std::move(key), std::move(request), number, std::move(done));
  });
}

// The response as it will be stored; nullopt: it may not be.
std::optional<cache::StoredHead> MakeStored(const Store& store, std::string key,
                                            const http::HeaderList& request,
                                            http::ResponseHead head) {
  const int64_t now = store.NowMillis();
  const cache::Verdict verdict = cache::Judge(request, head, {}, now / 1000);
  if (!verdict.storable) return std::nullopt;
  cache::StoredHead stored;
  stored.key = std::move(key);
  stored.selecting = cache::SelectingFields(head.headers, request, /*decodes=*/false);
  stored.stored_millis = now;
  stored.age_seconds = cache::InitialAge(head.headers, now / 1000, 0);
  stored.lifetime_seconds = verdict.lifetime_seconds;
  cache::StripForStorage(head.headers);
  stored.head = std::move(head);
  return stored;
}

// How long the body is to be: what it is known to be, or what Content-Length says of a stream.
std::optional<uint64_t> LengthOf(const http::HeaderList& headers, BodyKind kind,
                                 const std::optional<base::Bytes>& bytes,
                                 std::optional<double> known) {
  if (kind == BodyKind::kNone) return 0;
  if (kind == BodyKind::kBytes) return bytes ? bytes->size() : 0;
  if (kind == BodyKind::kStream && known) return static_cast<uint64_t>(*known);
  const std::optional<std::string_view> announced = headers.Get("content-length");
  const auto length = announced ? cache::ParseSeconds(*announced) : std::nullopt;
  // Numbers beyond are no lengths that anybody stores.
  if (!length || *length >= cache::kMostSeconds) return std::nullopt;
  return static_cast<uint64_t>(*length);
}

absl::Status TooLarge(const Store& store, std::optional<uint64_t> length) {
  const uint64_t most = store.options().max_body_bytes;
  if (!length || *length <= most) return absl::UnavailableError("it does not fit");
  return absl::ResourceExhaustedError(
      absl::StrCat("the response's body has ", *length, " octets; expected at most ", most));
}

// Has a body that nobody wants dropped.
void DropBody(Call& call, BodyKind kind, std::optional<double> source) {
  if (kind != BodyKind::kNative && kind != BodyKind::kRequest) return;
  OnLane(call, [kind, source](LaneParts&, Invocation& invocation) {
    fetch::TakeBody(invocation, kind, static_cast<uint32_t>(source.value_or(0)));
  });
}

// Stores a response. `kind`, `bytes`, `source`: as startFetch has them; `number`: of a body that
// comes by writePut and finishPut.
void Put(Call& call, std::string name, std::string url, ByteString request_fields, uint32_t status,
         ByteString status_text, ByteString fields, uint32_t kind_number,
         std::optional<base::Bytes> bytes, std::optional<double> source, uint32_t number,
         CacheCalls::Done done) {
  const auto asker = fetch::CountRequest(call);
  if (!asker.ok()) return done.Reject(asker.status());
  const auto kind = static_cast<BodyKind>(kind_number);
  TurnHost& host = call.host<TurnHost>();
  http::ResponseHead head;
  head.status = static_cast<int>(status);
  head.reason = std::move(status_text.bytes);
  head.headers = http::HeaderList(std::move(fields.bytes));
  const std::optional<uint64_t> length = LengthOf(head.headers, kind, bytes, source);
  std::optional<cache::StoredHead> stored;
  if (host.cache != nullptr) {
    stored = MakeStored(*host.cache, cache::MakeKey(host.worker, name, url),
                        http::HeaderList(std::move(request_fields.bytes)), std::move(head));
  }
  if (!stored) {
    DropBody(call, kind, source);
    return done.Resolve();
  }
  OnLane(call, [store = host.cache, stored = *std::move(stored), length = length, kind,
                bytes = std::move(bytes), source, number,
                done = std::move(done)](LaneParts& lane, Invocation& invocation) mutable {
    http::Body body;
    if (kind == BodyKind::kNative || kind == BodyKind::kRequest) {
      body = fetch::TakeBody(invocation, kind, static_cast<uint32_t>(source.value_or(0)));
      if (body != nullptr && body->length()) length = body->length();
    }
    std::unique_ptr<cache::Insertion> into = store->Insert(std::move(stored), length);
    if (into == nullptr) return Settle(std::move(done), TooLarge(*store, length));
    CacheCalls& calls = CacheCalls::Of(lane, invocation);
    if (kind == BodyKind::kStream) {
      calls.Start(number, std::move(into), std::move(done));
    } else if (body != nullptr) {
      calls.Pump(std::move(body), std::move(into), std::move(done));
    } else {
      calls.Put(std::move(into), std::move(bytes).value_or(base::Bytes()), std::move(done));
    }
  });
}

void Write(Call& call, uint32_t number, base::Bytes piece, CacheCalls::Done done) {
  OnLane(call, [number, piece = std::move(piece), done = std::move(done)](
                   LaneParts& lane, Invocation& invocation) mutable {
    CacheCalls::Of(lane, invocation).Write(number, std::move(piece), std::move(done));
  });
}

void Finish(Call& call, uint32_t number) {
  OnLane(call, [number](LaneParts& lane, Invocation& invocation) {
    CacheCalls::Of(lane, invocation).Finish(number);
  });
}

// `id`: the invocation's, which another one may be running in.
void Abort(Call& call, uint32_t id, uint32_t number) {
  call.host<TurnHost>().outbox.emplace_back(
      RunOnLane{id, [number](LaneParts& lane, const Version&, Invocation& invocation) {
                  CacheCalls::Of(lane, invocation).Abort(number);
                }});
}

void Remove(Call& call, std::string name, std::string url, engine::Resolver<bool> done) {
  const auto asker = fetch::CountRequest(call);
  if (!asker.ok()) return done.Reject(asker.status());
  TurnHost& host = call.host<TurnHost>();
  if (host.cache == nullptr) return done.Resolve(false);
  host.cache->Remove(cache::MakeKey(host.worker, name, url),
                     [done = std::move(done)](bool any) mutable { done.Resolve(any); });
}

constexpr engine::Op kOps[] = {
    engine::Bind<&Match>("matchCached"), engine::Bind<&MatchIncoming>("matchIncoming"),
    engine::Bind<&Find>("findCached"),   engine::Bind<&Put>("putCached"),
    engine::Bind<&Write>("writePut"),    engine::Bind<&Finish>("finishPut"),
    engine::Bind<&Abort>("abortPut"),    engine::Bind<&Remove>("removeCached"),
};

}  // namespace

constinit const engine::Module kCacheModule = {"native:cache", kOps};

}  // namespace bindings
