#include "tests/http/exchange.h"

#include <utility>

#include "absl/log/check.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/http/notation.h"

namespace http_test {
namespace {

// How long nothing may happen before a step has failed, and how long it is waited for more when
// what came is wrong already. Both are far beyond what anything takes.
constexpr absl::Duration kPatience = absl::Seconds(10);
constexpr absl::Duration kAfterthought = absl::Seconds(2);
constexpr size_t kMostPieces = 2000;

constexpr std::string_view kProbe =
    "GET /hello HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n";

absl::Status Failed(std::string_view expected, std::string_view found) {
  return absl::FailedPreconditionError(
      absl::StrCat("expected\n", expected, "found\n", found.empty() ? "nothing\n" : found));
}

size_t PieceSize(size_t size, Split split) {
  return split == Split::kWhole ? size : (size + kMostPieces - 1) / kMostPieces;
}

bool EndsConnection(Step::Kind kind) {
  switch (kind) {
    case Step::Kind::kRefused:
    case Step::Kind::kClosed:
    case Step::Kind::kEnd:
    case Step::Kind::kReset:
    case Step::Kind::kBroken:
    case Step::Kind::kStall:
      return true;
    default:
      return false;
  }
}

// The value of a field in a response's head, "" if it is not there.
std::string_view FieldOf(std::string_view head, std::string_view name) {
  for (size_t at = head.find("\r\n"); at != head.npos; at = head.find("\r\n", at + 2)) {
    std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
    size_t colon = line.find(':');
    if (colon != line.npos && absl::EqualsIgnoreCase(line.substr(0, colon), name)) {
      return absl::StripAsciiWhitespace(line.substr(colon + 1));
    }
  }
  return "";
}

}  // namespace

absl::StatusOr<http::ServerOptions> Options(const Conversation& conversation) {
  http::ServerOptions options;
  for (const auto& [name, value] : conversation.options) {
    if (name == "max_header_bytes") {
      options.max_header_bytes = value;
    } else if (name == "max_header_fields") {
      options.max_header_fields = value;
    } else if (name == "max_target_bytes") {
      options.max_target_bytes = value;
    } else if (name == "max_body_bytes") {
      options.max_body_bytes = value;
    } else if (name == "head_timeout_millis") {
      options.head_timeout_millis = value;
    } else if (name == "idle_timeout_millis") {
      options.idle_timeout_millis = value;
    } else if (name == "write_stall_millis") {
      options.write_stall_millis = value;
    } else if (name == "max_websocket_message_bytes") {
      options.max_websocket_message_bytes = value;
    } else if (name == "max_websocket_backlog_bytes") {
      options.max_websocket_backlog_bytes = value;
    } else if (name == "websocket_close_millis") {
      options.websocket_close_millis = value;
    } else if (name == "websocket_ping_millis") {
      options.websocket_ping_millis = value;
    } else {
      return absl::InvalidArgumentError(absl::StrCat("line ", conversation.line, ": found option ",
                                                     name, "; expected one of ServerOptions"));
    }
  }
  return options;
}

Exchange::Exchange(http::ServerOptions options, Handlers::Answer answer)
    : handlers_(loop_, answer),
      server_(loop_, options,
              [this](http::Request request, http::Responder responder) {
                handlers_.Handle(std::move(request), std::move(responder));
              }),
      peer_([this] {
        CHECK_OK(server_.Listen("127.0.0.1", 0, false));
        return server_.port();
      }()) {}

bool Exchange::Turn() {
  loop_.RunOnce(loop::Wait::kNo);
  return reads_ && peer_.Receive();
}

bool Exchange::Until(absl::FunctionRef<bool()> done) {
  absl::Time deadline = absl::Now() + kPatience;
  while (!done()) {
    if (Turn()) {
      deadline = absl::Now() + kPatience;
    } else if (absl::Now() > deadline) {
      return done();
    } else if (!peer_.closed()) {
      peer_.Wait();
    }
  }
  return true;
}

void Exchange::Send(std::string_view octets, size_t piece) {
  while (!octets.empty()) {
    size_t sent = 0;
    auto send = [&] { return (sent = peer_.Send(octets.substr(0, piece))) > 0; };
    if (!Until(send)) return;
    octets.remove_prefix(sent);
    if (!octets.empty()) Turn();
  }
}

absl::Status Exchange::Run(const Conversation& conversation, Split split) {
  bool leaves = false;
  for (const Step& step : conversation.steps) {
    if (absl::Status status = Do(step, split); !status.ok()) {
      return absl::Status(status.code(), absl::StrCat("line ", step.line, ": ", status.message()));
    }
    leaves |= EndsConnection(step.kind);
  }
  if (absl::Status status = leaves ? absl::OkStatus() : Probe(); !status.ok()) return status;
  int expected = conversation.ExpectedRequests() + (leaves ? 0 : 1);
  if (absl::Status status = Leave(); !status.ok()) return status;
  if (absl::Status status = CheckRest(); !status.ok()) return status;
  return Handled(expected);
}

absl::Status Exchange::Do(const Step& step, Split split) {
  switch (step.kind) {
    case Step::Kind::kSend:
      Send(step.text, PieceSize(step.text.size(), split));
      return absl::OkStatus();
    case Step::Kind::kExpect:
      return Expect(step);
    case Step::Kind::kRefused:
      return Refused(step);
    case Step::Kind::kEvent:
      return Event(step);
    case Step::Kind::kClosed:
      return Closed();
    case Step::Kind::kHandled:
      return Handled(step.number);
    case Step::Kind::kPause:
      for (int i = 0; i < 3; ++i) Turn();
      return absl::OkStatus();
    case Step::Kind::kEnd:
      peer_.End();
      return absl::OkStatus();
    case Step::Kind::kReset:
      peer_.Reset();
      Forget();
      return absl::OkStatus();
    case Step::Kind::kBroken:
      return Broken();
    case Step::Kind::kStall:
      reads_ = false;
      return absl::OkStatus();
    case Step::Kind::kDrain:
      drained_ = false;
      server_.Drain([this] { drained_ = true; });
      return absl::OkStatus();
  }
  return absl::InternalError("a step of no kind");
}

absl::Status Exchange::Expect(const Step& step) {
  absl::Time wrong_since = absl::InfiniteFuture();
  auto settled = [&] {
    bool all_there = peer_.received().size() >= step.text.size();
    bool wrong = all_there && !peer_.received().starts_with(step.text);
    wrong_since = wrong ? std::min(wrong_since, absl::Now()) : absl::InfiniteFuture();
    return (all_there && !wrong) || peer_.closed() || absl::Now() > wrong_since + kAfterthought;
  };
  Until(settled);
  if (!peer_.received().starts_with(step.text)) {
    return Failed(InNotation(step.text, "< "), Received());
  }
  peer_.Consume(step.text.size());
  responses_ += CountFinalResponses(step.text);
  return absl::OkStatus();
}

absl::StatusOr<std::string> Exchange::LastResponse(int status) {
  Until([&] { return peer_.closed(); });
  const std::string& text = peer_.received();
  size_t end = text.find("\r\n\r\n");
  std::string_view head = std::string_view(text).substr(0, end);
  size_t length = 0;
  if (!peer_.closed() || end == text.npos ||
      !head.starts_with(absl::StrCat("HTTP/1.1 ", status, " ")) ||
      !absl::EqualsIgnoreCase(FieldOf(head, "Connection"), "close") ||
      !absl::SimpleAtoi(FieldOf(head, "Content-Length"), &length) ||
      text.size() != end + 4 + length) {
    return Failed(
        absl::StrCat("< HTTP/1.1 ", status, " with Connection: close, its body, then the end\n"),
        Received());
  }
  std::string body = text.substr(end + 4);
  peer_.Consume(text.size());
  ++responses_;
  return body;
}

absl::Status Exchange::Refused(const Step& step) { return LastResponse(step.number).status(); }

absl::Status Exchange::Event(const Step& step) {
  const auto& journal = handlers_.journal();
  Until([&] { return journal.size() > events_; });
  std::string found = journal.size() > events_ ? journal[events_] : "";
  ++events_;
  if (found == step.text) return absl::OkStatus();
  return Failed(absl::StrCat("* ", step.text, "\n"), absl::StrCat("* ", found, "\n"));
}

absl::Status Exchange::Handled(int expected) {
  Until([&] { return handlers_.count() >= expected; });
  if (handlers_.count() == expected) return absl::OkStatus();
  return Failed(absl::StrCat(expected, " requests that reach a handler\n"),
                absl::StrCat(handlers_.count(), "\n"));
}

absl::Status Exchange::Closed() {
  Until([&] { return peer_.closed() || !peer_.received().empty(); });
  if (peer_.closed() && peer_.received().empty()) return absl::OkStatus();
  return Failed("closed\n", Received());
}

absl::Status Exchange::Broken() {
  Until([&] { return peer_.closed(); });
  if (!peer_.was_reset()) return Failed("reset by the server\n", Received());
  Forget();
  return absl::OkStatus();
}

void Exchange::Forget() {
  peer_.Consume(peer_.received().size());
  responses_ = peer_.dates();
}

absl::Status Exchange::Probe() {
  Send(kProbe, kProbe.size());
  auto body = LastResponse(200);
  if (!body.ok())
    return absl::Status(body.status().code(),
                        absl::StrCat("one more request: ", body.status().message()));
  if (*body == "Hello World") return absl::OkStatus();
  return Failed("< Hello World\n", InNotation(*body, "< "));
}

absl::Status Exchange::CheckRest() {
  if (!peer_.received().empty()) return Failed("nothing more\n", Received());
  const auto& journal = handlers_.journal();
  if (journal.size() > events_) return Failed("no event\n", absl::StrCat("* ", journal[events_]));
  if (peer_.dates() == responses_) return absl::OkStatus();
  return Failed(absl::StrCat("a Date in each of ", responses_, " responses\n"),
                absl::StrCat(peer_.dates(), "\n"));
}

absl::Status Exchange::Leave() {
  peer_.Reset();
  bool empty =
      Until([&] { return server_.connections() == 0 && handlers_.under_way() == 0 && drained_; });
  if (empty) return absl::OkStatus();
  return Failed("no connection and no handler once the client has gone\n",
                absl::StrCat(server_.connections(), " connections, ", handlers_.under_way(),
                             " handlers under way", drained_ ? "" : ", not drained", "\n"));
}

std::string Exchange::Received() const {
  return absl::StrCat(InNotation(peer_.received(), "< "),
                      peer_.was_reset() ? "reset by the server\n" : "",
                      peer_.closed() && !peer_.was_reset() ? "closed\n" : "");
}

}  // namespace http_test
