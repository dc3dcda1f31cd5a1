#include "bindings/fetch/fetches.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "bindings/fetch/sockets.h"
#include "bindings/fetch/upstream_body.h"
#include "src/http/request_encoder.h"

namespace bindings::fetch {
namespace {

using engine::ByteString;

// Octets of a request's body that may wait for the network; above, the worker has to wait.
constexpr size_t kMaxBuffered = size_t{64} << 10;

constexpr char kTag = 0;

// Network errors are TypeErrors (Fetch, section 5.6).
absl::Status ForWorker(const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat("fetch failed: ", status.message()));
}

std::vector<ByteString> HeadForWorker(const http::ResponseHead& head, bool has_body,
                                      bool is_decoded) {
  std::vector<ByteString> strings;
  strings.reserve(3 + 2 * head.headers.size());
  strings.push_back({absl::StrCat(head.status)});
  strings.push_back({head.reason});
  strings.push_back({has_body ? "1" : ""});
  const http::ConnectionFields connection(head.headers);
  for (size_t i = 0; i < head.headers.size(); ++i) {
    const http::HeaderList::Field field = head.headers.at(i);
    if (connection.Has(field.name)) continue;
    // They are of the body as it came.
    if (is_decoded && (absl::EqualsIgnoreCase(field.name, "content-encoding") ||
                       absl::EqualsIgnoreCase(field.name, "content-length"))) {
      continue;
    }
    strings.push_back({absl::AsciiStrToLower(field.name)});
    strings.push_back({std::string(field.value)});
  }
  return strings;
}

}  // namespace

// The body of a request on its way from JavaScript.
struct Fetches::Upload final : public http::BodyPipe::Filler {
  explicit Upload(std::optional<uint64_t> length)
      : pipe(std::make_shared<http::BodyPipe>(length, this)) {}
  ~Upload() {
    pipe->Detach();
    pipe->Fail(absl::AbortedError("the request's body was dropped"));
    pipe->Deliver();
  }

  void OnBodyWanted() override {
    if (room && pipe->buffered() < kMaxBuffered) TakeRoom()->Resolve();
  }
  void OnBodyDropped() override {
    if (room) TakeRoom()->Reject(Dropped());
  }
  std::optional<engine::Resolver<void>> TakeRoom() {
    std::optional<engine::Resolver<void>> taken = std::move(room);
    room.reset();
    return taken;
  }
  static absl::Status Dropped() {
    return absl::CancelledError("The server takes no more of the request's body.");
  }

  const std::shared_ptr<http::BodyPipe> pipe;
  std::optional<engine::Resolver<void>> room;
};

Fetches& Fetches::Of(worker::LaneParts& lane, worker::Invocation& invocation) {
  std::unique_ptr<worker::LaneResource>& kept = invocation.resources[&kTag];
  if (kept == nullptr) kept = std::make_unique<Fetches>(lane.client(), invocation);
  return static_cast<Fetches&>(*kept);
}

Fetches::Fetches(http::Client& client, worker::Invocation& invocation)
    : client_(client), invocation_(invocation) {}

Fetches::~Fetches() {
  // What they hold is dropped before anything could be sent for it.
  waiting_.clear();
  fetches_.clear();
}

void Fetches::Start(uint32_t number, http::ClientRequest request, Send send, Head done) {
  const bool is_local = send != nullptr;
  fetches_[number] = {std::move(request), nullptr, std::move(done), is_local};
  if (is_local) return SendNow(number, std::move(send));
  waiting_.push_back(number);
  SendWaiting();
}

void Fetches::StartStreaming(uint32_t number, http::ClientRequest request,
                             std::optional<uint64_t> length, Send send, Head done) {
  auto upload = std::make_unique<Upload>(length);
  request.body = std::make_unique<http::BodyPipeSource>(upload->pipe);
  uploads_[number] = std::move(upload);
  Start(number, std::move(request), std::move(send), std::move(done));
}

void Fetches::SendWaiting() {
  while (sent_ < kMaxWaiting && !waiting_.empty()) {
    const uint32_t next = waiting_.front();
    waiting_.pop_front();
    if (!fetches_.contains(next)) continue;
    ++sent_;
    SendNow(next, [this](http::ClientRequest request, http::Client::Callback done) {
      return client_.Fetch(std::move(request), std::move(done));
    });
  }
}

void Fetches::SendNow(uint32_t number, Send send) {
  http::ClientRequest request = std::move(fetches_[number].request);
  auto call =
      send(std::move(request), [this, number](absl::StatusOr<http::ClientResponse> response) {
        OnResponse(number, std::move(response));
      });
  // It may be over already.
  auto it = fetches_.find(number);
  if (it != fetches_.end()) it->second.call = std::move(call);
}

void Fetches::OnResponse(uint32_t number, absl::StatusOr<http::ClientResponse> response) {
  auto it = fetches_.find(number);
  Head done = *std::move(it->second.done);
  const bool is_local = it->second.is_local;
  // The call is over, and destroying it does nothing.
  fetches_.erase(it);
  if (!is_local) --sent_;
  if (response.ok()) {
    Take(number, is_local, *std::move(response), std::move(done));
  } else {
    done.Reject(ForWorker(response.status()));
  }
  SendWaiting();
}

void Fetches::Take(uint32_t number, bool is_local, http::ClientResponse response, Head done) {
  if (response.websocket != nullptr) {
    Sockets::Of(invocation_).Add(number, std::move(response.websocket));
  }
  std::string coding;
  if (response.body != nullptr && !is_local) {
    coding = std::string(response.head.headers.Get("content-encoding").value_or(""));
    if (FormatOf(coding).empty()) coding.clear();
  }
  done.Resolve(HeadForWorker(response.head, response.body != nullptr, !coding.empty()));
  if (response.body != nullptr) {
    invocation_.bodies[number] = NewUpstreamBody(std::move(response.body), coding);
  }
}

void Fetches::Write(uint32_t number, base::Bytes piece, engine::Resolver<void> done) {
  auto it = uploads_.find(number);
  if (it == uploads_.end() || it->second->pipe->dropped()) return done.Reject(Upload::Dropped());
  Upload& upload = *it->second;
  if (!piece.empty()) upload.pipe->Push(std::move(piece));
  upload.pipe->Deliver();
  if (upload.pipe->dropped()) return done.Reject(Upload::Dropped());
  if (upload.pipe->buffered() < kMaxBuffered) return done.Resolve();
  upload.room.emplace(std::move(done));
}

void Fetches::Finish(uint32_t number) {
  auto it = uploads_.find(number);
  if (it == uploads_.end()) return;
  const std::shared_ptr<http::BodyPipe> pipe = it->second->pipe;
  pipe->Finish();
  pipe->Deliver();
  uploads_.erase(number);
}

void Fetches::Abort(uint32_t number) {
  auto it = fetches_.find(number);
  if (it != fetches_.end()) {
    if (it->second.call != nullptr && !it->second.is_local) --sent_;
    const Fetch aborted = std::move(it->second);
    fetches_.erase(it);
  }
  uploads_.erase(number);
  SendWaiting();
}

}  // namespace bindings::fetch
