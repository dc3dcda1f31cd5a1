#include "bindings/fetch/fetches.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "bindings/fetch/response_for_worker.h"
#include "bindings/fetch/sockets.h"
#include "bindings/fetch/upstream_body.h"

namespace bindings::fetch {
namespace {

// Octets of a request's body that may wait for the network; above, the worker has to wait.
constexpr size_t kMaxBuffered = size_t{64} << 10;

constexpr char kTag = 0;

// Network errors are TypeErrors (Fetch, section 5.6).
absl::Status ForWorker(const absl::Status& status) {
  return absl::InvalidArgumentError(absl::StrCat("fetch failed: ", status.message()));
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

void Fetches::Start(uint32_t number, http::ClientRequest request, Way way, Head done) {
  const bool is_local = way.is_local;
  fetches_[number] = {std::move(request), std::move(way.send), nullptr, std::move(done), is_local};
  if (is_local) return SendNow(number);
  waiting_.push_back(number);
  SendWaiting();
}

void Fetches::StartStreaming(uint32_t number, http::ClientRequest request,
                             std::optional<uint64_t> length, Way way, Head done) {
  auto upload = std::make_unique<Upload>(length);
  request.body = std::make_unique<http::BodyPipeSource>(upload->pipe);
  uploads_[number] = std::move(upload);
  Start(number, std::move(request), std::move(way), std::move(done));
}

void Fetches::SendWaiting() {
  while (sent_ < kMaxWaiting && !waiting_.empty()) {
    const uint32_t next = waiting_.front();
    waiting_.pop_front();
    if (!fetches_.contains(next)) continue;
    ++sent_;
    SendNow(next);
  }
}

void Fetches::SendNow(uint32_t number) {
  http::ClientRequest request = std::move(fetches_[number].request);
  Send send = std::move(fetches_[number].send);
  auto on_response = [this, number](absl::StatusOr<http::ClientResponse> response) {
    OnResponse(number, std::move(response));
  };
  auto call = send != nullptr ? send(std::move(request), std::move(on_response))
                              : client_.Fetch(std::move(request), std::move(on_response));
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
  if (response.body != nullptr && !is_local) coding = CodingOf(response.head.headers);
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
