#include "src/http/http2_client_connection.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace http {
namespace {

// Octets of a response that may wait for their reader, or be on their way to him.
constexpr uint32_t kStreamWindow = uint32_t{512} << 10;
constexpr uint32_t kConnectionWindow = uint32_t{16} << 20;
// Octets that may wait for the kernel before more are asked for.
constexpr size_t kMaxUnwritten = size_t{128} << 10;
// Frames that carry nothing, between two looks at the deadlines.
constexpr size_t kMaxIdleFrames = 1'000;
constexpr int kSendsAtATime = 16;

}  // namespace

Http2ClientConnection::Http2ClientConnection(Owner& owner, loop::Loop& loop,
                                             const ClientOptions& options, std::string key,
                                             std::unique_ptr<net::Stream> stream)
    : owner_(owner),
      loop_(loop),
      options_(options),
      key_(std::move(key)),
      stream_(std::move(stream)),
      session_(*this, {options.max_head_bytes, kStreamWindow, kConnectionWindow, kMaxIdleFrames}),
      heard_millis_(loop.NowMillis()),
      idle_since_millis_(loop.NowMillis()) {
  stream_->set_listener(this);
  stream_->StartReading();
  FlushSoon();
}

Http2ClientConnection::~Http2ClientConnection() {
  for (auto& [number, stream] : std::exchange(streams_, {})) {
    const std::shared_ptr<BodyPipe> body = stream->body;
    if (body == nullptr) continue;
    body->Detach();
    body->Fail(absl::AbortedError("the client is stopping"));
    body->Deliver();
  }
}

bool Http2ClientConnection::HasRoom() const {
  return open() && !draining_ && session_.allows_requests() &&
         streams_.size() < (settled_ ? session_.max_streams() : 1);
}

absl::StatusOr<int32_t> Http2ClientConnection::Begin(const RequestHead& head, Body body,
                                                     ClientRetryCallback done) {
  const bool has_body = body != nullptr;
  auto stream = std::make_unique<Stream>(
      static_cast<Stream::Owner&>(*this), head,
      Http2ResponseHead::Limits{options_.max_head_bytes, options_.max_header_fields},
      std::move(body), std::move(done));
  const absl::StatusOr<int32_t> number =
      session_.Request(head, has_body ? &stream->upload : nullptr);
  if (!number.ok()) return number.status();
  stream->number = *number;
  stream->last_progress_millis = loop_.NowMillis();
  streams_.emplace(*number, std::move(stream));
  if (has_body) uploads_.push_back(*number);
  FlushSoon();
  return *number;
}

void Http2ClientConnection::Cancel(int32_t number) {
  const std::unique_ptr<Stream> stream = Remove(number);
  if (stream == nullptr || !open()) return;
  session_.Reset(number, kHttp2Cancel);
  FlushSoon();
}

Http2ClientStream* Http2ClientConnection::Find(int32_t number) {
  auto it = streams_.find(number);
  return it == streams_.end() ? nullptr : it->second.get();
}

std::unique_ptr<Http2ClientStream> Http2ClientConnection::Remove(int32_t number) {
  auto it = streams_.find(number);
  if (it == streams_.end()) return nullptr;
  std::unique_ptr<Stream> stream = std::move(it->second);
  streams_.erase(it);
  room_changed_ = true;
  idle_since_millis_ = loop_.NowMillis();
  return stream;
}

void Http2ClientConnection::OnData(std::string_view data, const std::shared_ptr<const void>&) {
  heard_millis_ = loop_.NowMillis();
  const absl::Status received = session_.Receive(data);
  const base::Weak<Http2ClientConnection> weak = weak_.Get();
  Deliver();
  if (!weak || !open()) return;
  if (!received.ok()) return Break(received);
  // What has come wants answers: acknowledgements, or room for more.
  FlushSoon();
}

void Http2ClientConnection::OnEnd() {
  if (goaway_code_ == 0) return Break(absl::UnavailableError("the connection ended"));
  Break(absl::UnavailableError(
      absl::StrCat("the server has ended the connection: ", Http2ErrorName(goaway_code_))));
}

void Http2ClientConnection::OnError(const absl::Status& status) {
  Break(absl::UnavailableError(status.message()));
}

void Http2ClientConnection::OnWritten() { Flush(); }

void Http2ClientConnection::OnBlockBegin(int32_t number) {
  if (Stream* stream = Find(number)) stream->head.Begin();
}

bool Http2ClientConnection::OnField(int32_t number, std::string_view name, std::string_view value) {
  Stream* stream = Find(number);
  return stream == nullptr || stream->head.Add(name, value) || RefuseHead(stream);
}

bool Http2ClientConnection::OnBlockEnd(int32_t number) {
  Stream* stream = Find(number);
  if (stream == nullptr) return true;
  stream->last_progress_millis = loop_.NowMillis();
  if (!stream->head.End()) return RefuseHead(stream);
  if (stream->head.complete()) answered_ = true;
  touched_.push_back(number);
  return true;
}

// The rest of the block would have to be read for the sake of the other streams.
bool Http2ClientConnection::RefuseHead(Stream* stream) {
  stream->failure = absl::InvalidArgumentError(stream->head.problem());
  head_refused_ = true;
  return false;
}

void Http2ClientConnection::OnBody(int32_t number, std::string_view data) {
  Stream* stream = Find(number);
  if (stream == nullptr) return;
  if (stream->arrived.empty()) touched_.push_back(number);
  stream->arrived.append(data);
  stream->received += data.size();
  stream->last_progress_millis = loop_.NowMillis();
}

void Http2ClientConnection::OnComplete(int32_t number) {
  Stream* stream = Find(number);
  if (stream == nullptr || !stream->head.complete()) return;
  stream->complete = true;
  touched_.push_back(number);
}

void Http2ClientConnection::OnStreamClosed(int32_t number, uint32_t code,
                                           std::string_view problem) {
  Stream* stream = Find(number);
  if (stream == nullptr) return;
  stream->closed = true;
  touched_.push_back(number);
  if (stream->complete) return;
  stream->needs_http1 = code == kHttp2Http11Required;
  stream->refused = stream->needs_http1 || code == kHttp2RefusedStream;
  stream->failure = problem.empty()
                        ? absl::UnavailableError(absl::StrCat("the server has reset the request: ",
                                                              Http2ErrorName(code)))
                        : absl::InvalidArgumentError(absl::StrCat("malformed response: ", problem));
}

void Http2ClientConnection::OnGoAway(uint32_t code) {
  goaway_code_ = code;
  draining_ = room_changed_ = true;
}

void Http2ClientConnection::OnSent(int32_t number) {
  Stream* stream = Find(number);
  if (stream == nullptr) return;
  stream->last_progress_millis = loop_.NowMillis();
  if (stream->upload.available() == 0 && !stream->upload.ended()) uploads_.push_back(number);
}

Http2Upload* Http2ClientConnection::UploadOf(int32_t number) {
  Stream* stream = Find(number);
  return stream == nullptr ? nullptr : &stream->upload;
}

void Http2ClientConnection::OnBodyWanted(int32_t number) {
  Stream* stream = Find(number);
  if (stream == nullptr || !open()) return;
  if (stream->body->wanted()) stream->last_progress_millis = loop_.NowMillis();
  const size_t consumed = stream->TakeConsumed();
  if (consumed == 0) return;
  session_.Consume(number, consumed);
  if (session_.wants_to_send()) FlushSoon();
}

void Http2ClientConnection::OnUpload(int32_t number) {
  Stream* stream = Find(number);
  if (stream == nullptr || !open()) return;
  if (!stream->upload.failure().ok()) return FailStream(number, stream->upload.failure());
  stream->last_progress_millis = loop_.NowMillis();
  session_.Resume(number);
  FlushSoon();
}

void Http2ClientConnection::Deliver() {
  const base::Weak<Http2ClientConnection> weak = weak_.Get();
  while (!touched_.empty()) {
    for (int32_t number : std::exchange(touched_, {})) {
      DeliverTo(number);
      if (!weak || !open()) return;
    }
  }
  if (!std::exchange(room_changed_, false)) return;
  draining_ ? owner_.OnDraining(this) : owner_.OnRoom(this);
}

void Http2ClientConnection::DeliverTo(int32_t number) {
  Stream* stream = Find(number);
  if (stream == nullptr) return;
  if (stream->complete || stream->closed) {
    if (!stream->closed) session_.Reset(number, kHttp2Cancel);
    ClientRetry retry = stream->RetryAfter(stream->refused, false);
    return Finish(Remove(number), std::move(retry));
  }
  std::optional<ClientResponse> response;
  if (stream->done != nullptr && stream->head.complete()) response = stream->MakeResponse(true);
  stream->PushArrived();
  const std::shared_ptr<BodyPipe> body = stream->body;
  if (response) std::exchange(stream->done, nullptr)(*std::move(response), {});
  if (body != nullptr) body->Deliver();
}

void Http2ClientConnection::Finish(std::unique_ptr<Stream> stream, ClientRetry retry) {
  ClientRetryCallback done = std::move(stream->done);
  std::optional<ClientResponse> response;
  if (done != nullptr && stream->head.complete()) {
    response = stream->MakeResponse(!stream->complete || stream->received > 0);
  }
  stream->PushArrived();
  const std::shared_ptr<BodyPipe> body = stream->body;
  const absl::Status failure = stream->failure;
  if (body != nullptr) stream->complete ? body->Finish() : body->Fail(failure);
  stream = nullptr;
  if (response) {
    done(*std::move(response), {});
  } else if (done != nullptr) {
    done(failure, std::move(retry));
  }
  if (body != nullptr) body->Deliver();
}

void Http2ClientConnection::FailStream(int32_t number, const absl::Status& status) {
  std::unique_ptr<Stream> stream = Remove(number);
  session_.Reset(number, kHttp2Cancel);
  FlushSoon();
  stream->failure = status;
  Finish(std::move(stream), {});
}

void Http2ClientConnection::Drain() {
  if (!std::exchange(draining_, true)) owner_.OnDraining(this);
}

void Http2ClientConnection::FlushSoon() {
  if (std::exchange(flush_posted_, true)) return;
  loop_.Post([weak = weak_.Get()] {
    if (!weak) return;
    weak->flush_posted_ = false;
    weak->Flush();
  });
}

void Http2ClientConnection::Flush() {
  const base::Weak<Http2ClientConnection> weak = weak_.Get();
  for (int i = 0; i < kSendsAtATime; ++i) {
    if (!open() || !FillUploads() || !SendOut()) break;
    if (!weak) return;
  }
  if (!weak || !open()) return;
  // What is sent as fast as it comes leaves others their turn.
  const bool more = !uploads_.empty() || session_.wants_to_send();
  if (more && stream_->unwritten() == 0) FlushSoon();
  CheckOver();
}

// Whether the connection is still open.
bool Http2ClientConnection::FillUploads() {
  const base::Weak<Http2ClientConnection> weak = weak_.Get();
  for (int32_t number : std::exchange(uploads_, {})) {
    Stream* stream = Find(number);
    if (stream == nullptr) continue;
    stream->upload.Fill();
    if (!weak || !open()) return false;
    stream = Find(number);
    if (stream == nullptr) continue;
    if (stream->upload.failure().ok()) {
      session_.Resume(number);
    } else {
      FailStream(number, stream->upload.failure());
      if (!weak || !open()) return false;
    }
  }
  return true;
}

// Whether something was sent, and more may be.
bool Http2ClientConnection::SendOut() {
  const size_t unwritten = stream_->unwritten();
  if (unwritten >= kMaxUnwritten) return false;
  std::vector<base::Bytes> pieces;
  const absl::Status sent = session_.Send(kMaxUnwritten - unwritten, &pieces);
  const bool any = !pieces.empty();
  // Reading tells what the server has answered before it closed.
  if (any && !write_broken_) write_broken_ = !stream_->Write(std::move(pieces)).ok();
  const base::Weak<Http2ClientConnection> weak = weak_.Get();
  Deliver();
  if (!weak || !open()) return false;
  if (sent.ok()) return any;
  Break(sent);
  return false;
}

void Http2ClientConnection::CheckOver() {
  if (!open() || (!session_.over() && !(draining_ && idle()))) return;
  if (idle()) return Close();
  Break(absl::InvalidArgumentError(absl::StrCat("the server breaks HTTP/2: ", session_.problem())));
}

void Http2ClientConnection::Break(const absl::Status& status) {
  if (!open()) return;
  auto streams = std::exchange(streams_, {});
  const bool stale = answered_ || head_refused_;
  Close();
  std::vector<std::pair<std::unique_ptr<Stream>, ClientRetry>> broken;
  for (auto& [number, stream] : streams) {
    if (stream->body != nullptr) stream->body->Detach();
    const bool own = !stream->failure.ok();
    if (!own) stream->failure = status;
    ClientRetry retry;
    if (!own && !stream->head.complete()) retry = stream->RetryAfter(false, stale);
    broken.emplace_back(std::move(stream), std::move(retry));
  }
  for (auto& [stream, retry] : broken) Finish(std::move(stream), std::move(retry));
}

void Http2ClientConnection::Close() {
  if (!open()) return;
  stream_ = nullptr;
  owner_.OnUseless(this);
}

void Http2ClientConnection::CheckDeadlines(int64_t now_millis) {
  if (!open()) return;
  session_.NewPeriod();
  if (idle()) {
    if (now_millis - idle_since_millis_ < options_.keep_idle_millis) return;
    Drain();
    session_.Terminate();
    return Flush();
  }
  std::vector<int32_t> numbers;
  for (const auto& [number, stream] : streams_) numbers.push_back(number);
  const base::Weak<Http2ClientConnection> weak = weak_.Get();
  for (int32_t number : numbers) {
    CheckStream(number, now_millis);
    if (!weak || !open()) return;
  }
  Deliver();
}

void Http2ClientConnection::CheckStream(int32_t number, int64_t now_millis) {
  Stream* stream = Find(number);
  // A source that takes its time is its reader's business.
  if (stream == nullptr || stream->upload.waits()) return;
  const int64_t waited = now_millis - stream->last_progress_millis;
  if (stream->done != nullptr && waited >= options_.first_byte_millis) {
    // A connection on which nothing comes is not to be used again.
    if (heard_millis_ <= stream->last_progress_millis) Drain();
    return FailStream(
        number, absl::DeadlineExceededError(absl::StrCat("the server has not answered within ",
                                                         options_.first_byte_millis, " ms")));
  }
  const bool reads = stream->body != nullptr && stream->body->wanted();
  if (!reads || waited < options_.idle_millis) return;
  FailStream(number,
             absl::DeadlineExceededError(absl::StrCat(
                 "the server has sent nothing of the body for ", options_.idle_millis, " ms")));
}

}  // namespace http
