#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/base/bytes.h"
#include "src/base/weak.h"
#include "src/http/client.h"
#include "src/http/client_retry.h"
#include "src/http/http2_client_stream.h"
#include "src/http/http2_session.h"
#include "src/loop/loop.h"
#include "src/net/stream.h"

namespace http {

// A connection to one server that carries many requests at a time (RFC 9113). Bound to the loop's
// thread.
//
// What is read of a response opens its own window again; the connection's is opened as octets come,
// so that a response that nobody reads holds up no other.
class Http2ClientConnection final : private net::Stream::Listener,
                                    private Http2Session::Listener,
                                    private Http2ClientStream::Owner {
 public:
  // Whom it belongs to.
  class Owner {
   public:
    // A request may begin where there was no room before, perhaps.
    virtual void OnRoom(Http2ClientConnection* connection) = 0;
    // No more requests may begin; those under way go on.
    virtual void OnDraining(Http2ClientConnection* connection) = 0;
    // The connection is of no use any more: to be destroyed, but not before the call has returned.
    virtual void OnUseless(Http2ClientConnection* connection) = 0;

   protected:
    ~Owner() = default;
  };

  // The references are borrowed. `key`: what requests it serves.
  Http2ClientConnection(Owner& owner, loop::Loop& loop, const ClientOptions& options,
                        std::string key, std::unique_ptr<net::Stream> stream);
  ~Http2ClientConnection() override;

  const std::string& key() const { return key_; }
  bool idle() const { return streams_.empty(); }
  // Whether the server has said how many requests it takes at a time; before, HasRoom is for one.
  bool settled() const { return settled_; }
  // Whether a request may begin.
  bool HasRoom() const;

  // Sends a request: the number of its stream. Only when there is room. kInvalidArgument: this
  // server takes no such request; nothing is called then.
  absl::StatusOr<int32_t> Begin(const RequestHead& head, Body body, ClientRetryCallback done);
  // Nobody wants the response whose head has not come.
  void Cancel(int32_t stream);
  // Ends the connection. Only when idle.
  void Close();
  // To be called now and then: acts on what has taken too long.
  void CheckDeadlines(int64_t now_millis);

 private:
  using Stream = Http2ClientStream;

  // net::Stream::Listener
  void OnData(std::string_view data, const std::shared_ptr<const void>& owner) override;
  void OnEnd() override;
  void OnError(const absl::Status& status) override;
  void OnWritten() override;

  // Http2Session::Listener
  void OnBlockBegin(int32_t stream) override;
  bool OnField(int32_t stream, std::string_view name, std::string_view value) override;
  bool OnBlockEnd(int32_t stream) override;
  void OnBody(int32_t stream, std::string_view data) override;
  void OnComplete(int32_t stream) override;
  void OnStreamClosed(int32_t stream, uint32_t code, std::string_view problem) override;
  void OnSettings() override { settled_ = room_changed_ = true; }
  void OnGoAway(uint32_t code) override;
  void OnSent(int32_t stream) override;
  Http2Upload* UploadOf(int32_t stream) override;

  // Http2ClientStream::Owner
  void OnBodyWanted(int32_t stream) override;
  void OnBodyDropped(int32_t stream) override { Cancel(stream); }
  void OnUpload(int32_t stream) override;

  bool open() const { return stream_ != nullptr; }
  Stream* Find(int32_t number);
  std::unique_ptr<Stream> Remove(int32_t number);
  // Tells callers and readers what has come of the streams in touched_.
  void Deliver();
  void DeliverTo(int32_t number);
  // The last that is heard of a stream.
  void Finish(std::unique_ptr<Stream> stream, ClientRetry retry);
  void FailStream(int32_t number, const absl::Status& status);
  bool RefuseHead(Stream* stream);
  void Drain();
  // Sends what there is to be sent; FlushSoon does in a later round.
  void Flush();
  void FlushSoon();
  bool FillUploads();
  bool SendOut();
  // Ends the connection when it is over.
  void CheckOver();
  // The connection is broken.
  void Break(const absl::Status& status);
  void CheckStream(int32_t number, int64_t now_millis);

  Owner& owner_;
  loop::Loop& loop_;
  const ClientOptions& options_;
  const std::string key_;
  std::unique_ptr<net::Stream> stream_;  // null: closed
  Http2Session session_;
  absl::flat_hash_map<int32_t, std::unique_ptr<Stream>> streams_;
  std::vector<int32_t> touched_;
  std::vector<int32_t> uploads_;  // whose sources are to be asked
  bool flush_posted_ = false;
  bool room_changed_ = false;
  bool settled_ = false;
  bool draining_ = false;
  bool answered_ = false;      // a response has come
  bool head_refused_ = false;  // one of them ended the connection
  bool write_broken_ = false;
  uint32_t goaway_code_ = 0;
  int64_t heard_millis_;  // when something has come last
  int64_t idle_since_millis_;
  base::WeakOwner<Http2ClientConnection> weak_{this};
};

}  // namespace http
