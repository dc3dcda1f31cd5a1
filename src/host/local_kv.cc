#include "src/host/local_kv.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "src/host/console.h"
#include "src/host/local_answer.h"
#include "src/host/local_json.h"
#include "src/host/query.h"

namespace host {
namespace {

constexpr size_t kListedKeys = 100;
// What a worker's put() may ask for at least.
constexpr int64_t kMinTtlSeconds = 60;
// The last second that a Date can have (ECMAScript, section 21.4.1.1).
constexpr int64_t kLastSecond = 8'640'000'000'000;

// Reads a body to its end.
class Upload : public std::enable_shared_from_this<Upload> {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<std::string>)>;
  Upload(http::Body body, Done done) : body_(std::move(body)), done_(std::move(done)) {}

  void Read() {
    if (body_ == nullptr) return done_(std::move(text_));
    body_->Read([self = shared_from_this()](absl::StatusOr<std::optional<base::Bytes>> piece) {
      self->OnRead(std::move(piece));
    });
  }

 private:
  void OnRead(absl::StatusOr<std::optional<base::Bytes>> piece) {
    if (!piece.ok()) return done_(piece.status());
    if (!piece->has_value()) return done_(std::move(text_));
    text_.append((*piece)->view());
    // One octet too many is told as such by the store; more are not kept.
    if (text_.size() > store::kMaxValueBytes) return done_(std::move(text_));
    Read();
  }

  const http::Body body_;
  Done done_;
  std::string text_;
};

absl::StatusOr<std::string> Needed(std::string_view target, std::string_view name) {
  std::optional<std::string> value = QueryValue(target, name);
  if (value) return *std::move(value);
  return absl::InvalidArgumentError(absl::StrCat("The query has no \"", name, "\"."));
}

absl::StatusOr<std::optional<int64_t>> Seconds(std::string_view target, std::string_view name) {
  const std::optional<std::string> text = QueryValue(target, name);
  int64_t seconds = 0;
  if (!text || text->empty()) return std::nullopt;
  if (absl::SimpleAtoi(*text, &seconds)) return seconds;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", name, "\" is ", Quoted(*text), "; expected whole seconds."));
}

absl::StatusOr<int64_t> ExpirationOf(std::string_view target, int64_t now) {
  absl::StatusOr<std::optional<int64_t>> ttl = Seconds(target, "ttl");
  if (!ttl.ok()) return ttl.status();
  absl::StatusOr<std::optional<int64_t>> expiration = Seconds(target, "expiration");
  if (!expiration.ok()) return expiration.status();
  if (*ttl && **ttl < kMinTtlSeconds) {
    return absl::InvalidArgumentError(absl::StrCat(
        "The time to live is ", **ttl, " seconds; expected at least ", kMinTtlSeconds, "."));
  }
  if (!*ttl && !*expiration) return 0;
  if (*ttl && **ttl > kLastSecond - now) {
    return absl::InvalidArgumentError(absl::StrCat(
        "The time to live is ", **ttl, " seconds; expected at most ", kLastSecond - now, "."));
  }
  if (*ttl) return now + **ttl;
  if (**expiration > kLastSecond) {
    return absl::InvalidArgumentError(
        absl::StrCat("The expiration is ", **expiration, "; expected at most ", kLastSecond, "."));
  }
  if (**expiration > now) return **expiration;
  return absl::InvalidArgumentError(absl::StrCat(
      "The expiration is ", **expiration, ", which is over; expected a time after ", now, "."));
}

}  // namespace

LocalKv::LocalKv(Open open, const LocalWorkers& workers, std::shared_ptr<worker::LanePort> port,
                 const base::Clock& clock)
    : open_(std::move(open)), workers_(workers), port_(std::move(port)), clock_(clock) {}

LocalKv::~LocalKv() = default;

void LocalKv::Fetch(std::string_view path, http::Request&& request, http::Responder&& responder) {
  const std::string& method = request.head.method;
  const bool reads = method == "GET" || method == "HEAD";
  if (path == "/value" && method == "PUT") return Put(std::move(request), std::move(responder));
  if (path == "/value" && method == "DELETE") {
    absl::StatusOr<Space> space = OpenNamed(request.head.target);
    if (!space.ok()) return SendError(std::move(responder), space.status());
    absl::StatusOr<std::string> key = Needed(request.head.target, "key");
    if (!key.ok()) return SendError(std::move(responder), key.status());
    return Apply(*space, {*std::move(key)}, std::move(responder));
  }
  if (path == "/value" && reads) return Get(request.head, std::move(responder));
  if (path == "/value") {
    return SendWrongMethod(std::move(responder), method, "GET, HEAD, PUT, DELETE");
  }
  if (!path.empty() && path != "/keys") {
    return SendError(std::move(responder), 404,
                     absl::StrCat("Nothing is at ", Quoted(path), "; expected /keys or /value."));
  }
  if (!reads) return SendWrongMethod(std::move(responder), method, "GET, HEAD");
  if (path == "/keys") return List(request.head, std::move(responder));
  SendJson(std::move(responder), 200, NamespacesJson(workers_));
}

absl::StatusOr<LocalKv::Space> LocalKv::OpenNamed(std::string_view target) const {
  absl::StatusOr<std::string> id = Needed(target, "namespace");
  if (!id.ok()) return id.status();
  const bool known =
      std::any_of(workers_.all().begin(), workers_.all().end(), [&](const LocalWorker& worker) {
        return std::any_of(worker.bindings.begin(), worker.bindings.end(), [&](const auto& one) {
          return one.kind == "kv" && one.resource == *id;
        });
      });
  if (!known || open_ == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("No worker has a KV namespace with the id ", Quoted(*id), "."));
  }
  return open_(*id);
}

void LocalKv::List(const http::RequestHead& head, http::Responder&& responder) const {
  absl::StatusOr<Space> space = OpenNamed(head.target);
  if (!space.ok()) return SendError(std::move(responder), space.status());
  store::ListQuery query;
  query.prefix = QueryValue(head.target, "prefix").value_or("");
  query.after = QueryValue(head.target, "cursor");
  query.limit = kListedKeys;
  const std::optional<std::string> limit = QueryValue(head.target, "limit");
  if (limit && (!absl::SimpleAtoi(*limit, &query.limit) || query.limit < 1 ||
                query.limit > store::kMaxListedKeys)) {
    return SendError(std::move(responder), 400,
                     absl::StrCat("\"limit\" is ", Quoted(*limit), "; expected a number from 1 to ",
                                  store::kMaxListedKeys, "."));
  }
  absl::StatusOr<store::Page> page = (*space)->List(query, Now());
  if (!page.ok()) return SendError(std::move(responder), page.status());
  SendJson(std::move(responder), 200, KeysJson(*page));
}

void LocalKv::Get(const http::RequestHead& head, http::Responder&& responder) const {
  absl::StatusOr<Space> space = OpenNamed(head.target);
  if (!space.ok()) return SendError(std::move(responder), space.status());
  absl::StatusOr<std::string> key = Needed(head.target, "key");
  if (!key.ok()) return SendError(std::move(responder), key.status());
  absl::StatusOr<std::optional<store::Found>> found = (*space)->Get(*key, Now());
  if (!found.ok()) return SendError(std::move(responder), found.status());
  if (!*found) {
    return SendError(std::move(responder), 404,
                     absl::StrCat("There is no key ", Quoted(*key), "."));
  }
  store::Found about;
  about.metadata = (*found)->metadata;
  about.expiration = (*found)->expiration;
  absl::StatusOr<base::Bytes> value = store::ReadAll(std::move(**found));
  if (!value.ok()) return SendError(std::move(responder), value.status());
  if (QueryValue(head.target, "raw") == "1") {
    http::ResponseHead answer = LocalHead(200, "application/octet-stream");
    answer.headers.Add("content-disposition", "attachment");
    return responder->Send(std::move(answer), *std::move(value));
  }
  SendJson(std::move(responder), 200, ValueJson(about, value->view(), kMaxShownBytes));
}

absl::StatusOr<store::Write> LocalKv::ReadWrite(const http::RequestHead& head) const {
  store::Write write;
  absl::StatusOr<std::string> key = Needed(head.target, "key");
  if (!key.ok()) return key.status();
  write.key = *std::move(key);
  if (!IsUtf8(write.key)) {
    return absl::InvalidArgumentError(
        absl::StrCat("The key is ", Quoted(write.key), "; expected UTF-8."));
  }
  write.metadata = QueryValue(head.target, "metadata").value_or("");
  if (!write.metadata.empty() && !nlohmann::json::accept(write.metadata)) {
    return absl::InvalidArgumentError(
        absl::StrCat("The metadata is ", Quoted(write.metadata), "; expected JSON."));
  }
  absl::StatusOr<int64_t> expiration = ExpirationOf(head.target, Now());
  if (!expiration.ok()) return expiration.status();
  write.expiration = *expiration;
  return write;
}

void LocalKv::Put(http::Request&& request, http::Responder&& responder) {
  absl::StatusOr<Space> space = OpenNamed(request.head.target);
  if (!space.ok()) return SendError(std::move(responder), space.status());
  absl::StatusOr<store::Write> write = ReadWrite(request.head);
  if (!write.ok()) return SendError(std::move(responder), write.status());
  const bool adds = request.head.headers.Get("if-none-match") == "*";
  auto done = [weak = weak_.Get(), space = *std::move(space), write = *std::move(write), adds,
               responder = std::move(responder)](absl::StatusOr<std::string> value) mutable {
    // Whoever sent it has gone, or the server has.
    if (!value.ok() || !weak) return;
    // Now: it may have been put while the body came.
    if (adds && weak->RefusesToAdd(space, write.key, responder)) return;
    write.value = base::Bytes(*std::move(value));
    weak->Apply(space, std::move(write), std::move(responder));
  };
  std::make_shared<Upload>(std::move(request.body), std::move(done))->Read();
}

bool LocalKv::RefusesToAdd(const Space& space, const std::string& key,
                           http::Responder& responder) const {
  const absl::StatusOr<std::optional<store::Found>> found = space->Get(key, Now());
  if (!found.ok()) {
    SendError(std::move(responder), found.status());
    return true;
  }
  if (!*found) return false;
  SendError(std::move(responder), 412, absl::StrCat("There is a key ", Quoted(key), " already."));
  return true;
}

void LocalKv::Apply(const Space& space, store::Write write, http::Responder&& responder) {
  if (absl::Status status = store::CheckWrite(write); !status.ok()) {
    return SendError(std::move(responder), status);
  }
  const uint64_t number = ++last_write_;
  writing_[number] = std::move(responder);
  std::vector<store::Write> writes;
  writes.push_back(std::move(write));
  space->Apply(std::move(writes), [port = port_, weak = weak_.Get(), number](absl::Status status) {
    port->Post([weak, number, status = std::move(status)] {
      if (!weak) return;
      http::Responder waiting = std::move(weak->writing_.extract(number).mapped());
      if (!status.ok()) return SendError(std::move(waiting), status);
      SendJson(std::move(waiting), 200, "{}");
    });
  });
}

}  // namespace host
