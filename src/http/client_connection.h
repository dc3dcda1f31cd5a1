#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/base/weak.h"
#include "src/http/body_pipe.h"
#include "src/http/client.h"
#include "src/http/client_retry.h"
#include "src/http/request_encoder.h"
#include "src/http/response_parser.h"
#include "src/loop/loop.h"
#include "src/net/stream.h"

namespace http {

// A connection to one server, with at most one request under way (RFC 9112, section 9). Bound to
// the loop's thread.
class ClientConnection final : private net::Stream::Listener, private BodyPipe::Filler {
 public:
  // Whom it belongs to.
  class Owner {
   public:
    // The request is over, and there may be another.
    virtual void OnReusable(ClientConnection* connection) = 0;
    // The connection is of no use any more: to be destroyed, but not before the call has returned.
    virtual void OnUseless(ClientConnection* connection) = 0;

   protected:
    ~Owner() = default;
  };

  // The references are borrowed. `key`: what requests it serves.
  ClientConnection(Owner& owner, loop::Loop& loop, const ClientOptions& options, std::string key,
                   std::unique_ptr<net::Stream> stream);
  ~ClientConnection() override;

  const std::string& key() const { return key_; }
  bool idle() const { return stream_ != nullptr && !exchange_; }
  // Whether the server has left an idle connection as it was.
  bool Quiet() const { return idle() && stream_->Quiet(); }

  // Sends a request. Only when idle. `websocket_key`: of the handshake that `head` opens; empty:
  // it opens none.
  void Begin(const RequestHead& head, Body body, const std::string& websocket_key,
             ClientRetryCallback done);
  // Nobody wants the response whose head has not come.
  void Cancel() { Close(); }
  // To be called now and then: acts on what has taken too long.
  void CheckDeadlines(int64_t now_millis);

 private:
  struct Exchange {
    ClientRetryCallback done;  // null when the head was given
    bool idempotent = false;
    bool has_body = false;
    // The request's body while it is being sent.
    Body upload;
    bool upload_done = true;
    bool upload_waits = false;  // for its source
    bool uploading = false;     // in PumpUpload
    RequestFraming framing;
    uint64_t left = 0;               // of a body with a length
    std::shared_ptr<BodyPipe> body;  // the response's; null: none, or not there yet
    bool complete = false;           // the response
    std::string websocket_key;
    std::string websocket_protocols;
  };

  // net::Stream::Listener
  void OnData(std::string_view data, const std::shared_ptr<const void>& owner) override;
  void OnEnd() override;
  void OnError(const absl::Status& status) override;
  void OnWritten() override;

  // BodyPipe::Filler
  void OnBodyWanted() override;
  void OnBodyDropped() override;

  bool open() const { return stream_ != nullptr; }
  void PumpUpload();
  void OnUploadRead(absl::StatusOr<std::optional<base::Bytes>> chunk);
  bool WriteUpload(base::Bytes piece);
  bool EndUpload();
  void Write(std::vector<base::Bytes> pieces);
  // Takes what has been parsed; false: nothing more is to be.
  bool Take(ResponseParser::Event event, const std::shared_ptr<const void>& owner,
            std::optional<ClientResponse>* response);
  void PushBody(const std::shared_ptr<const void>& owner);
  ClientResponse MakeResponse();
  void BecomeWebSocket(ClientResponse response, std::string_view early);
  void GiveHead(ClientResponse response);
  void UpdateReading();
  void FinishIfComplete();
  void Fail(const absl::Status& status);
  void Close();

  Owner& owner_;
  loop::Loop& loop_;
  const ClientOptions& options_;
  const std::string key_;
  std::unique_ptr<net::Stream> stream_;  // null: closed
  ResponseParser parser_;
  std::optional<Exchange> exchange_;
  bool used_before_ = false;
  bool reusable_ = true;
  int64_t last_progress_millis_;
  base::WeakOwner<ClientConnection> weak_{this};
};

}  // namespace http
