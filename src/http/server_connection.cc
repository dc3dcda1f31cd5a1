#include "src/http/server_connection.h"

#include <algorithm>
#include <utility>

namespace http {
namespace {

constexpr int64_t kLingerMillis = 2'000;

}  // namespace

ServerConnection::ServerConnection(Owner& owner, loop::Loop& loop,
                                   std::unique_ptr<loop::TcpStream> stream)
    : owner_(&owner),
      loop_(loop),
      stream_(std::move(stream)),
      writer_(*stream_),
      parser_({owner.options().max_header_bytes, owner.options().max_header_fields,
               owner.options().max_target_bytes, owner.options().max_body_bytes}),
      peer_(stream_->PeerEndpoint()),
      last_active_millis_(loop_.NowMillis()) {
  stream_->set_listener(this);
}

void ServerConnection::Start() { stream_->StartReading(); }

void ServerConnection::AnnounceClose(int64_t idle_millis) {
  last_response_ = true;
  idle_millis_ = idle_millis;
  if (!exchange_) last_active_millis_ = loop_.NowMillis();
  // A response whose head has gone out has announced nothing: another one may follow it.
  const bool too_late = exchange_ && exchange_->response != Response::kNone;
  if (exchange_ && !(too_late && idle_millis > 0)) exchange_->request.keep_alive = false;
}

void ServerConnection::CloseIfIdle() {
  if (!open() || exchange_ || backlog_size() > 0) return;
  CloseGracefully(false, absl::AbortedError("the server is stopping"));
}

void ServerConnection::Orphan() {
  if (phase_ == Phase::kUpgraded) {
    delete this;
    return;
  }
  CloseNow(true, absl::AbortedError("the server is stopping"));
  owner_ = nullptr;
}

void ServerConnection::CheckDeadlines(int64_t now_millis) {
  if (phase_ == Phase::kClosing || phase_ == Phase::kUpgraded) return;
  if (phase_ == Phase::kLingering) {
    if (now_millis >= linger_until_millis_) Close(false);
    return;
  }
  if (writer_.Stalled(now_millis, owner_->options().write_stall_millis)) {
    return CloseNow(true, absl::AbortedError("the client takes nothing of the response"));
  }
  if (!open()) return;
  if (!stream_->reading() && stream_->Broken()) {
    return CloseNow(true, absl::AbortedError("the client has gone"));
  }
  if (!WaitsTooLong(now_millis)) return;
  if (!exchange_ && head_began_millis_ < 0) {
    // Where nobody came to read in time, the client is not to blame.
    if (!stream_->Quiet()) return;
    return CloseGracefully(false, absl::DeadlineExceededError("the connection is idle"));
  }
  Refuse(
      {408, exchange_ ? "the request's body takes too long" : "the request's head takes too long"});
}

// Whether the client has been waited for too long.
bool ServerConnection::WaitsTooLong(int64_t now_millis) const {
  const ServerOptions& options = owner_->options();
  if (!exchange_ && head_began_millis_ >= 0) {
    return now_millis - head_began_millis_ >= options.head_timeout_millis;
  }
  if (!exchange_) {
    const int64_t longest = idle_millis_ > 0 ? std::min(idle_millis_, options.idle_timeout_millis)
                                             : options.idle_timeout_millis;
    return now_millis - last_active_millis_ >= longest && backlog_size() == 0;
  }
  if (now_millis - last_active_millis_ < options.idle_timeout_millis) return false;
  // As long as nobody reads the body before the answer, the handler is waited for.
  return BodyIncomplete() && exchange_->body != nullptr &&
         (exchange_->body->wanted() || exchange_->response == Response::kDone);
}

void ServerConnection::OnWritten() {
  if (absl::Status status = writer_.OnWritten(); !status.ok()) return CloseNow(true, status);
  if (writer_.blocked()) return;
  if (!open()) return GoOnClosing();
  if (exchange_ && exchange_->ready != nullptr) {
    return std::exchange(exchange_->ready, nullptr)(absl::OkStatus());
  }
  if (!exchange_ && backlog_size() > 0) ProcessBacklog();
}

void ServerConnection::OnError(const absl::Status& status) { CloseNow(true, status); }

void ServerConnection::OnClosed() {
  if (owner_ != nullptr) owner_->OnClosed(this);
  delete this;
}

// What a reader is told that reads on after its connection.
absl::Status ServerConnection::ConnectionEnds() {
  return absl::AbortedError("the connection ended with the response");
}

// Ends the request under way, if any: whoever reads or writes for it is told.
void ServerConnection::DropExchange(const absl::Status& status) {
  if (!exchange_) return;
  undispatched_ = false;
  Exchange dropped = *std::move(exchange_);
  exchange_.reset();
  if (dropped.on_disconnect != nullptr) dropped.on_disconnect();
  if (dropped.ready != nullptr) dropped.ready(absl::AbortedError(status.message()));
  if (dropped.body == nullptr) return;
  dropped.body->Detach();
  dropped.body->Fail(status);
  dropped.body->Deliver();
}

// Closes when all is written. `linger`: the client may be sending still.
void ServerConnection::CloseGracefully(bool linger, const absl::Status& status) {
  linger_ = linger_ || linger;
  if (!open()) return;
  phase_ = Phase::kFlushing;
  stream_->StopReading();
  DropExchange(status);
  if (!processing_) GoOnClosing();
}

void ServerConnection::GoOnClosing() {
  if (phase_ != Phase::kFlushing) return;
  if (absl::Status status = writer_.Flush(); !status.ok()) return CloseNow(true, status);
  if (writer_.pending() > 0) return;
  if (!linger_ || peer_ended_) return Close(false);
  phase_ = Phase::kLingering;
  linger_until_millis_ = loop_.NowMillis() + kLingerMillis;
  stream_->ShutdownWrites();
  stream_->StartReading();
}

void ServerConnection::CloseNow(bool reset, const absl::Status& status) {
  if (phase_ == Phase::kClosing) return;
  Close(reset);
  DropExchange(status);
}

void ServerConnection::Close(bool reset) {
  phase_ = Phase::kClosing;
  stream_->Close(reset);
}

}  // namespace http
