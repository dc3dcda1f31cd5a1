#include "src/http/http2_client_stream.h"

#include <utility>

namespace http {

Http2ClientStream::Http2ClientStream(Owner& owner, const RequestHead& request,
                                     const Http2ResponseHead::Limits& limits, Body source,
                                     ClientRetryCallback callback)
    : owner(owner),
      head_method(request.method == "HEAD"),
      idempotent(IsIdempotent(request.method)),
      has_upload(source != nullptr),
      upload(std::move(source), [this] { this->owner.OnUpload(number); }),
      done(std::move(callback)),
      head(limits) {}

Http2ClientStream::~Http2ClientStream() {
  if (body != nullptr) body->Detach();
}

ClientResponse Http2ClientStream::MakeResponse(bool has_body) {
  ClientResponse response;
  response.head = std::move(head.head());
  const int status = response.head.status;
  if (!has_body || head_method || status == 204 || status == 304) return response;
  if (head.content_length() == uint64_t{0}) return response;
  body = std::make_shared<BodyPipe>(head.content_length(), static_cast<BodyPipe::Filler*>(this));
  response.body = std::make_unique<BodyPipeSource>(body);
  return response;
}

void Http2ClientStream::PushArrived() {
  if (arrived.empty()) return;
  base::Bytes piece(std::exchange(arrived, std::string()));
  if (body != nullptr) body->Push(std::move(piece));
}

size_t Http2ClientStream::TakeConsumed() {
  const uint64_t taken = received - arrived.size() - (body != nullptr ? body->buffered() : 0);
  return static_cast<size_t>(taken - std::exchange(consumed, taken));
}

ClientRetry Http2ClientStream::RetryAfter(bool unseen, bool stale) {
  const bool may = unseen || (stale && idempotent && !has_upload);
  if (!may || !upload.replayable()) return {};
  return {needs_http1 ? ClientRetry::How::kHttp1 : ClientRetry::How::kAgain, upload.TakeBack()};
}

}  // namespace http
