#include "src/http/connection_sink.h"

#include "src/http/server_connection.h"

namespace http {

ConnectionSink::~ConnectionSink() {
  if (connection_ && !done_) connection_->SinkDropped(number_);
}

void ConnectionSink::Send(ResponseHead head, base::Bytes body) {
  done_ = true;
  if (connection_) connection_->Send(number_, head, std::move(body));
}

void ConnectionSink::Start(ResponseHead head, std::optional<uint64_t> length) {
  if (connection_) connection_->StartResponse(number_, head, length);
}

void ConnectionSink::Write(base::Bytes piece, absl::AnyInvocable<void(absl::Status)> ready) {
  if (connection_) return connection_->Write(number_, std::move(piece), std::move(ready));
  ready(absl::AbortedError("the client has gone"));
}

Upgraded ConnectionSink::Upgrade(ResponseHead head) {
  done_ = true;
  if (connection_) return connection_->Upgrade(number_, head);
  return {nullptr, 0, "the client has gone"};
}

void ConnectionSink::End() {
  done_ = true;
  if (connection_) connection_->End(number_);
}

void ConnectionSink::Abort() {
  done_ = true;
  if (connection_) connection_->Abort(number_);
}

void ConnectionSink::OnDisconnect(absl::AnyInvocable<void()> callback) {
  if (connection_) return connection_->OnDisconnect(number_, std::move(callback));
  callback();
}

}  // namespace http
