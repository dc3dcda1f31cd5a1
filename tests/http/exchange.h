#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/http/server.h"
#include "src/loop/loop.h"
#include "tests/http/conversation.h"
#include "tests/http/handlers.h"
#include "tests/http/peer.h"

namespace http_test {

// How the client's octets go out.
enum class Split {
  kWhole,   // as few writes as possible
  kOctets,  // one octet a write (of large sends: two thousand pieces), the server's turn in between
};

// A server with the named handlers, and one client's connection to it, in one thread.
class Exchange {
 public:
  explicit Exchange(http::ServerOptions options,
                    Handlers::Answer answer = Handlers::Answer::kByPath);

  // Has the conversation. The error names the step's line, what came and what was expected.
  absl::Status Run(const Conversation& conversation, Split split);

  // Sends all of it, the server's turn after each piece; less when the server closes before.
  void Send(std::string_view octets, size_t piece);
  // Gives the server turns until `done`, or until nothing has happened for a long time.
  bool Until(absl::FunctionRef<bool()> done);
  // One turn of the server, and what came of it: whether anything arrived.
  bool Turn();

  // The client goes. Nothing may be left of the connection then, or of a handler.
  absl::Status Leave();

  uint16_t port() const { return server_.port(); }
  Peer& peer() { return peer_; }
  const Handlers& handlers() const { return handlers_; }

 private:
  absl::Status Do(const Step& step, Split split);
  absl::Status Expect(const Step& step);
  absl::Status Refused(const Step& step);
  absl::Status Event(const Step& step);
  absl::Status Handled(int expected);
  absl::Status Closed();
  absl::Status Broken();
  // What has arrived is of no interest.
  void Forget();
  // That the connection is still good for a request, when the conversation leaves it open.
  absl::Status Probe();
  // That steps have named all that came and was noted, and that responses have a Date.
  absl::Status CheckRest();
  // Takes one response with Connection: close and the end of the connection; gives its body.
  absl::StatusOr<std::string> LastResponse(int status);
  std::string Received() const;

  loop::Loop loop_;
  Handlers handlers_;  // outlives the server, which tells them that it goes
  http::Server server_;
  Peer peer_;
  size_t events_ = 0;  // of the journal that steps have named
  int responses_ = 0;  // final ones that have come
  bool reads_ = true;
  bool drained_ = true;  // or never told to
};

// The options of a conversation's server.
absl::StatusOr<http::ServerOptions> Options(const Conversation& conversation);

}  // namespace http_test
