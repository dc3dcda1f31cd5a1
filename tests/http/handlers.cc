#include "tests/http/handlers.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "src/loop/timer.h"

namespace http_test {

// One request on its way through a handler, and what the handler does with it. Goes when done.
class Task {
 public:
  Task(Handlers& handlers, http::Request request, http::Responder responder)
      : handlers_(handlers),
        head_(std::move(request.head)),
        body_(std::move(request.body)),
        responder_(std::move(responder)) {}

  // Calls the handler that the path names.
  void Run();
  void Show();

 private:
  using Piece = absl::StatusOr<std::optional<base::Bytes>>;
  using Whole = absl::AnyInvocable<void(absl::StatusOr<std::string>)>;
  using Then = absl::AnyInvocable<void()>;
  struct Named {
    std::string_view name;
    void (Task::*run)();
  };
  static const Named kNamed[];

  void Hello() { Send(200, "Hello World"); }
  void Echo();
  void Stream();
  void Status();
  void Fields();
  void Big();
  void BigStream();
  void Pieces();
  void Sized();
  void Abort();
  void AbortSized();
  void Drop() { Done(); }
  void DropStarted();
  void Slow();
  void Afterwards();
  void Watch();
  void FirstPiece();
  void Late();
  void WebSocket();

  // The number after the last dash of the path: 204 of "/status-204".
  uint64_t Number() const;
  http::ResponseHead Head(int status) const;
  void Send(int status, std::string text);
  void Start(std::optional<uint64_t> length);
  // Writes `pieces` one after the other, each when the one before has found room.
  void Write(std::vector<std::string> pieces, Then then);
  void WriteNext();
  void Wrote();
  void ReadAll(Whole whole);
  void ReadNext();
  void Note(std::string line) { handlers_.journal_.push_back(std::move(line)); }
  // Destroys this.
  void Done() { handlers_.tasks_.erase(this); }

  Handlers& handlers_;
  http::RequestHead head_;
  http::Body body_;
  http::Responder responder_;
  std::unique_ptr<http::ResponseSink> sink_;
  std::unique_ptr<loop::Timer> timer_;
  std::unique_ptr<http::WebSocket> websocket_;

  // Of ReadAll and Write. A callback may come before the call that takes it returns.
  bool inside_ = false;
  std::optional<Piece> read_;
  std::string text_;
  Whole whole_;
  std::optional<absl::Status> written_;
  std::vector<std::string> pieces_;
  size_t next_ = 0;
  Then then_;
};

const Task::Named Task::kNamed[] = {
    {"/hello", &Task::Hello},   {"/show", &Task::Show},
    {"/echo", &Task::Echo},     {"/stream", &Task::Stream},
    {"/status", &Task::Status}, {"/fields", &Task::Fields},
    {"/big", &Task::Big},       {"/bigstream", &Task::BigStream},
    {"/pieces", &Task::Pieces}, {"/sized", &Task::Sized},
    {"/abort", &Task::Abort},   {"/abortsized", &Task::AbortSized},
    {"/drop", &Task::Drop},     {"/dropstarted", &Task::DropStarted},
    {"/slow", &Task::Slow},     {"/afterwards", &Task::Afterwards},
    {"/watch", &Task::Watch},   {"/firstpiece", &Task::FirstPiece},
    {"/late", &Task::Late},     {"/websocket", &Task::WebSocket},
};

void Task::Run() {
  std::string_view target = head_.target;
  std::string_view name = target.substr(0, target.find_first_of("?-"));
  for (const Named& named : kNamed) {
    if (named.name == name) return (this->*named.run)();
  }
  Show();
}

void Task::Show() {
  bool any = body_ != nullptr;
  ReadAll([this, any](absl::StatusOr<std::string> body) {
    std::string text = absl::StrCat(head_.method, " ", head_.Url(), "\r\n");
    for (size_t i = 0; i < head_.headers.size(); ++i) {
      auto [name, value] = head_.headers.at(i);
      absl::StrAppend(&text, name, "=", value, ";\r\n");
    }
    if (!any) text += "no body\r\n";
    if (any) absl::StrAppend(&text, "body: ", body.ok() ? *body : body.status().ToString(), "\r\n");
    Send(200, text);
  });
}

void Task::Echo() {
  ReadAll([this](absl::StatusOr<std::string> body) {
    if (body.ok()) return Send(200, *std::move(body));
    Note(absl::StrCat("body: ", absl::StatusCodeToString(body.status().code())));
    Done();
  });
}

void Task::Stream() {
  std::optional<uint64_t> length;
  if (body_) length = body_->length();
  Start(length);
  if (!body_) {
    sink_->End();
    return Done();
  }
  http::Pump(std::move(body_), std::move(sink_), [this](absl::Status status) {
    if (!status.ok()) Note(absl::StrCat("stream: ", absl::StatusCodeToString(status.code())));
    Done();
  });
}

void Task::Status() { Send(Number(), "a body"); }

// Fields that belong to the connection, given by a handler.
void Task::Fields() {
  http::ResponseHead head = Head(200);
  for (auto [name, value] : {std::pair("Content-Length", "999"),
                             {"Transfer-Encoding", "gzip"},
                             {"Connection", "X-Own"},
                             {"Keep-Alive", "timeout=9"},
                             {"X-Own", "1"}}) {
    head.headers.Add(name, value);
  }
  responder_->Send(std::move(head), base::Bytes::Static("fields"));
  Done();
}

void Task::Big() { Send(200, std::string(Number(), 'x')); }

void Task::BigStream() {
  constexpr size_t kPiece = 10000;
  Start(std::nullopt);
  Write(std::vector<std::string>(Number() / kPiece, std::string(kPiece, 'x')), [this] {
    sink_->End();
    Done();
  });
}

void Task::Pieces() {
  Start(std::nullopt);
  Write({"one", "two", "three"}, [this] {
    sink_->End();
    Done();
  });
}

// Announces as many octets as the target says, and gives eleven.
void Task::Sized() {
  Start(Number());
  Write({"one", "two", "three"}, [this] {
    sink_->End();
    Done();
  });
}

void Task::Abort() {
  Start(std::nullopt);
  Write({"one"}, [this] {
    sink_->Abort();
    Done();
  });
}

void Task::AbortSized() {
  Start(11);
  Write({"one"}, [this] {
    sink_->Abort();
    Done();
  });
}

void Task::DropStarted() {
  Start(std::nullopt);
  Write({"one"}, [this] { Done(); });
}

// Answers in a later round of the loop, after as many milliseconds as the target says.
void Task::Slow() {
  timer_ = std::make_unique<loop::Timer>(handlers_.loop_);
  timer_->Start(Number(), [this] { Send(200, absl::StrCat("slow ", head_.target)); });
}

// Answers at once, and reads the body after that.
void Task::Afterwards() {
  http::Body body = std::move(body_);
  http::Responder responder = std::move(responder_);
  responder->Send(Head(200), base::Bytes::Static("soon"));
  if (!body) return Done();
  body_ = std::move(body);
  ReadAll([this](absl::StatusOr<std::string> read) {
    Note(absl::StrCat("body: ", read.ok() ? *read : StatusCodeToString(read.status().code())));
    Done();
  });
}

// Never answers; notes when the client goes.
void Task::Watch() {
  responder_->OnDisconnect([this] {
    Note("disconnected");
    Done();
  });
}

// Answers with the first piece of the body and wants no more of it.
void Task::FirstPiece() {
  if (!body_) return Send(200, "no body");
  body_->Read([this](Piece piece) {
    bool any = piece.ok() && piece->has_value();
    Send(200, any ? std::string((**piece).view().substr(0, 1)) : "nothing");
  });
}

// Starts its answer before it reads the body.
void Task::Late() {
  Start(std::nullopt);
  ReadAll([this](absl::StatusOr<std::string> body) {
    Write({body.ok() ? *body : body.status().ToString()}, [this] {
      sink_->End();
      Done();
    });
  });
}

// Becomes a WebSocket that sends back what comes; "close" closes it with 3000. Notes how it ends.
void Task::WebSocket() {
  http::ResponseHead head;
  head.headers.Add("Sec-WebSocket-Protocol", "chat");
  head.headers.Add("Sec-WebSocket-Extensions", "permessage-deflate");
  sink_ = responder_.Release();
  http::Upgraded upgraded = sink_->Upgrade(std::move(head));
  if (upgraded.websocket == nullptr) {
    Note(absl::StrCat("no websocket: ", upgraded.status));
    return Done();
  }
  websocket_ = std::move(upgraded.websocket);
  websocket_->SetCallbacks({
      [this](http::WebSocketMessage message) {
        if (message.payload.view() == "close") return websocket_->Close(3000, "as asked");
        websocket_->Send(std::move(message));
      },
      [this](http::WebSocketEnd end) {
        Note(absl::StrCat("ended: ", end.code, " ", end.clean ? "clean" : end.error));
        Done();
      },
  });
  websocket_->SetReading(true);
}

uint64_t Task::Number() const {
  std::string_view target = head_.target;
  uint64_t number = 0;
  return absl::SimpleAtoi(target.substr(target.rfind('-') + 1), &number) ? number : 0;
}

http::ResponseHead Task::Head(int status) const {
  http::ResponseHead head;
  head.status = status;
  head.headers.Add("Content-Type", "text/plain");
  return head;
}

void Task::Send(int status, std::string text) {
  responder_->Send(Head(status), base::Bytes(std::move(text)));
  Done();
}

void Task::Start(std::optional<uint64_t> length) {
  sink_ = responder_.Release();
  sink_->Start(Head(200), length);
}

void Task::Write(std::vector<std::string> pieces, Then then) {
  pieces_ = std::move(pieces);
  then_ = std::move(then);
  next_ = 0;
  WriteNext();
}

void Task::WriteNext() {
  while (next_ < pieces_.size()) {
    inside_ = true;
    sink_->Write(base::Bytes(pieces_[next_++]), [this](absl::Status status) {
      written_ = std::move(status);
      if (!inside_) Wrote();
    });
    inside_ = false;
    if (!written_) return;
    if (!written_->ok()) return Wrote();
    written_ = std::nullopt;
  }
  std::exchange(then_, nullptr)();
}

void Task::Wrote() {
  absl::Status status = *std::exchange(written_, std::nullopt);
  if (status.ok()) return WriteNext();
  Note(absl::StrCat("write: ", absl::StatusCodeToString(status.code())));
  Done();
}

void Task::ReadAll(Whole whole) {
  whole_ = std::move(whole);
  ReadNext();
}

void Task::ReadNext() {
  while (body_) {
    if (!read_) {
      inside_ = true;
      body_->Read([this](Piece piece) {
        read_ = std::move(piece);
        if (!inside_) ReadNext();
      });
      inside_ = false;
      if (!read_) return;
    }
    Piece piece = *std::exchange(read_, std::nullopt);
    if (!piece.ok()) return std::exchange(whole_, nullptr)(piece.status());
    if (!*piece) break;
    text_ += (*piece)->view();
  }
  std::exchange(whole_, nullptr)(std::move(text_));
}

void Handlers::Handle(http::Request request, http::Responder responder) {
  ++count_;
  auto task = std::make_unique<Task>(*this, std::move(request), std::move(responder));
  Task* running = task.get();
  tasks_[running] = std::move(task);
  answer_ == Answer::kByPath ? running->Run() : running->Show();
}

Handlers::Handlers(loop::Loop& loop, Answer answer) : loop_(loop), answer_(answer) {}
Handlers::~Handlers() = default;

}  // namespace http_test
