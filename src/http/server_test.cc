#include "src/http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/loop/tcp.h"

namespace http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Piece = absl::StatusOr<std::optional<base::Bytes>>;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// A client's end of a connection; never waits.
class Client {
 public:
  // `buffer`: of the kernel, for each direction; 0 is its own choice.
  explicit Client(uint16_t port, int buffer = 0) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (buffer > 0) setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof(buffer));
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  ~Client() { Close(); }

  // How many octets the kernel takes.
  size_t Send(std::string_view octets) {
    const ssize_t sent = send(fd_, octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent < 0 ? 0 : static_cast<size_t>(sent);
  }
  // Takes what has come into received().
  void Receive() {
    char buffer[64 << 10];
    ssize_t size = 0;
    while ((size = recv(fd_, buffer, sizeof(buffer), MSG_DONTWAIT)) > 0) {
      received_.append(buffer, static_cast<size_t>(size));
    }
    ended_ = ended_ || size == 0 || (size < 0 && errno != EAGAIN);
    reset_ = reset_ || (size < 0 && errno == ECONNRESET);
  }
  void EndWriting() { shutdown(fd_, SHUT_WR); }
  void Reset() {
    const linger now = {1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    Close();
  }
  void Close() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }

  std::string& received() { return received_; }
  bool ended() const { return ended_; }
  bool reset() const { return reset_; }

 private:
  int fd_;
  std::string received_;
  bool ended_ = false;
  bool reset_ = false;
};

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() { EXPECT_EQ(server_->Listen("127.0.0.1", 0, false), absl::OkStatus()); }

  // Rounds of the loop until `done`; gives up when that takes far longer than it may.
  void Until(absl::FunctionRef<bool()> done) {
    const int64_t end = loop_.NowMillis() + 20'000;
    while (!done() && loop_.NowMillis() < end) loop_.RunOnce(loop::Wait::kNo);
    EXPECT_TRUE(done());
  }
  // As many as anything needs that is going to happen.
  void Settle() {
    for (int i = 0; i < 50; ++i) {
      loop_.RunOnce(loop::Wait::kNo);
      usleep(500);
    }
  }
  void Request(Client& client, std::string_view octets) {
    const size_t before = calls_;
    ASSERT_EQ(client.Send(octets), octets.size());
    Until([&] { return calls_ > before; });
  }
  void Answer(std::string_view text) {
    std::exchange(responder_, {})->Send({}, base::Bytes::Copy(text));
  }
  void Receive(Client& client, std::string_view end) {
    Until([&] {
      client.Receive();
      return client.received().ends_with(end) || client.ended();
    });
  }

  std::unique_ptr<Server> NewServer() {
    return std::make_unique<Server>(loop_, options_,
                                    [this](http::Request request, Responder responder) {
                                      ++calls_;
                                      head_ = std::move(request.head);
                                      body_ = std::move(request.body);
                                      responder_ = std::move(responder);
                                    });
  }

  loop::Loop loop_;
  ServerOptions options_;
  size_t calls_ = 0;
  // The request that came last.
  RequestHead head_;
  Body body_;
  Responder responder_;
  std::unique_ptr<Server> server_ = NewServer();
};

TEST_F(ServerTest, NamesABusyPort) {
  Server other(loop_, {}, [](http::Request, Responder) {});
  EXPECT_EQ(other.port(), 0);
  const absl::Status status = other.Listen("127.0.0.1", server_->port(), false);
  EXPECT_TRUE(absl::IsAlreadyExists(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr(absl::StrCat("127.0.0.1:", server_->port())));
}

TEST_F(ServerTest, TellsWhoAsks) {
  Client client(server_->port());
  Request(client, "GET /a HTTP/1.0\r\n\r\n");
  EXPECT_EQ(head_.peer_address, "127.0.0.1");
  EXPECT_NE(head_.peer_port, 0);
  EXPECT_EQ(head_.Url(), absl::StrCat("http://127.0.0.1:", server_->port(), "/a"));
}

TEST_F(ServerTest, DrainsAtOnceWhenNobodyIsThere) {
  bool drained = false;
  server_->Drain([&] { drained = true; });
  EXPECT_TRUE(drained);
  EXPECT_EQ(server_->port(), 0);
}

// As when a machine has no time for the process.
TEST_F(ServerTest, AnswersWhatCameWhileNobodyRead) {
  options_.idle_timeout_millis = 100;
  server_ = NewServer();
  ASSERT_EQ(server_->Listen("127.0.0.1", 0, false), absl::OkStatus());
  Client client(server_->port());
  Until([&] { return server_->connections() == 1; });
  ASSERT_EQ(client.Send(kGet), kGet.size());
  usleep(700'000);
  Until([&] { return calls_ == 1; });
  Answer("late");
  Receive(client, "late");
}

TEST_F(ServerTest, DrainsOnceTheAnswersAreOut) {
  Client idle(server_->port()), busy(server_->port());
  Request(busy, kGet);
  Until([&] { return server_->connections() == 2; });
  bool drained = false;
  server_->Drain([&] { drained = true; });
  Until([&] {
    idle.Receive();
    return idle.ended();
  });
  EXPECT_FALSE(drained);
  Answer("last");
  Receive(busy, "last");
  EXPECT_THAT(busy.received(), HasSubstr("\r\nConnection: close\r\n"));
  busy.Close();
  Until([&] { return drained; });
  EXPECT_EQ(server_->connections(), 0u);
}

TEST_F(ServerTest, AnswersWhatWasAskedBeforeItDrains) {
  Client client(server_->port());
  Until([&] { return server_->connections() == 1; });
  ASSERT_EQ(client.Send(kGet), kGet.size());
  bool drained = false;
  server_->Drain([&] { drained = true; });
  Until([&] { return calls_ == 1; });
  Answer("last");
  Receive(client, "last");
  client.Close();
  Until([&] { return drained; });
}

TEST_F(ServerTest, AcceptsWhatWaitsBeforeItDrains) {
  Client client(server_->port());
  ASSERT_EQ(client.Send(kGet), kGet.size());
  bool drained = false;
  server_->Drain([&] { drained = true; });
  Until([&] { return calls_ == 1; });
  Answer("last");
  Receive(client, "last");
  client.Close();
  Until([&] { return drained; });
}

TEST_F(ServerTest, AnotherServerGoesOnWithItsSocket) {
  auto socket = loop::TcpListener::Open("127.0.0.1", 0, false);
  ASSERT_TRUE(socket.ok()) << socket.status();
  const uint16_t port = loop::LocalPort(socket->get());
  server_ = NewServer();
  server_->Adopt(loop::Descriptor(dup(socket->get())));
  EXPECT_EQ(server_->port(), port);
  Client idle(port), busy(port), silent(port), streaming(port);
  Request(streaming, kGet);
  std::unique_ptr<ResponseSink> begun = responder_.Release();
  begun->Start({}, std::nullopt);
  Receive(streaming, "\r\n\r\n");
  Request(busy, kGet);
  Until([&] { return server_->connections() == 4; });
  bool drained = false;
  server_->Drain([&] { drained = true; }, /*idle_millis=*/300);
  Answer("one");
  Receive(busy, "one");
  EXPECT_THAT(busy.received(), HasSubstr("\r\nConnection: close\r\n"));
  // One that was idle may still ask, and hears that it was the last time.
  Request(idle, kGet);
  Answer("two");
  Receive(idle, "two");
  EXPECT_THAT(idle.received(), HasSubstr("\r\nConnection: close\r\n"));
  // A response whose head has gone out before is followed by one more.
  begun->End();
  begun = nullptr;
  Receive(streaming, "0\r\n\r\n");
  Request(streaming, kGet);
  Answer("again");
  Receive(streaming, "again");
  EXPECT_THAT(streaming.received(), HasSubstr("\r\nConnection: close\r\n"));
  streaming.Close();
  // What comes from now on waits for the next server.
  Client next(port);
  ASSERT_EQ(next.Send(kGet), kGet.size());
  busy.Close();
  idle.Close();
  Until([&] {
    silent.Receive();
    return silent.ended();
  });
  silent.Close();
  Until([&] { return drained; });
  const size_t before = calls_;
  server_ = NewServer();
  server_->Adopt(*std::move(socket));
  Until([&] { return calls_ > before; });
  Answer("three");
  Receive(next, "three");
}

TEST_F(ServerTest, MayGoWithRequestsUnderWay) {
  Client client(server_->port());
  Request(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
  int disconnects = 0;
  responder_->OnDisconnect([&] { ++disconnects; });
  body_->Read([](Piece) {});
  absl::Status broken;
  body_->Read([&](Piece piece) { broken = piece.status(); });
  server_.reset();
  EXPECT_TRUE(absl::IsAborted(broken)) << broken;
  EXPECT_EQ(disconnects, 1);
  // What is held of it does nothing any more.
  Answer("late");
  body_.reset();
  Until([&] {
    client.Receive();
    return client.ended();
  });
  EXPECT_EQ(client.received(), "");
}

TEST_F(ServerTest, HasSinksThatOutliveIt) {
  Client client(server_->port());
  Request(client, kGet);
  std::unique_ptr<ResponseSink> sink = responder_.Release();
  sink->Start({}, std::nullopt);
  server_.reset();
  Settle();
  absl::Status written;
  sink->Write(base::Bytes::Static("x"), [&](absl::Status status) { written = status; });
  EXPECT_TRUE(absl::IsAborted(written)) << written;
  bool told = false;
  sink->OnDisconnect([&] { told = true; });
  EXPECT_TRUE(told);
  sink->End();
}

TEST_F(ServerTest, DispatchesTheNextRequestFromTheLoopOnly) {
  Client client(server_->port());
  Request(client, absl::StrCat(kGet, kGet));
  Settle();
  EXPECT_EQ(calls_, 1u);
  Answer("one");
  EXPECT_EQ(calls_, 1u);
  Until([&] { return calls_ == 2; });
  Answer("two");
  Receive(client, "two");
  EXPECT_THAT(client.received(), HasSubstr("oneHTTP/1.1 200"));
}

TEST_F(ServerTest, TakesNoMoreOfABodyThanItsReader) {
  constexpr size_t kSize = 40'000'000;
  Client client(server_->port());
  Request(client,
          absl::StrCat("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ", kSize, "\r\n\r\n"));
  EXPECT_EQ(body_->length(), kSize);
  const std::string block(100'000, 'x');
  size_t sent = 0;
  // Until neither side has room.
  for (size_t before = SIZE_MAX; sent != before;) {
    before = sent;
    while (size_t one = client.Send(block)) sent += one;
    Settle();
  }
  EXPECT_LT(sent, kSize / 2);

  size_t read = 0;
  bool done = false;
  std::function<void()> next = [&] {
    body_->Read([&](Piece piece) {
      done = !piece.ok() || !*piece;
      EXPECT_EQ(piece.status(), absl::OkStatus());
      if (done) return;
      read += (**piece).size();
      next();
    });
  };
  next();
  Until([&] {
    sent += client.Send(std::string_view(block).substr(0, std::min(block.size(), kSize - sent)));
    return done;
  });
  EXPECT_EQ(read, kSize);
}

TEST_F(ServerTest, WantsNoMoreThanTheClientTakes) {
  Client client(server_->port(), 64 << 10);
  Request(client, kGet);
  std::unique_ptr<ResponseSink> sink = responder_.Release();
  sink->Start({}, std::nullopt);
  const base::Bytes block(std::string(100'000, 'x'));
  size_t ready = 0;
  size_t written = 0;
  const auto write_all = [&] {
    while (ready == written && written < 1000) {
      ++written;
      sink->Write(block, [&](absl::Status status) {
        EXPECT_EQ(status, absl::OkStatus());
        ++ready;
      });
    }
  };
  write_all();
  Settle();
  write_all();
  EXPECT_LT(written, 200u);
  Until([&] {
    client.Receive();
    write_all();
    return ready == 1000;
  });
  sink->End();
  Receive(client, "\r\n0\r\n\r\n");
  EXPECT_GT(client.received().size(), 100'000'000u);
}

TEST_F(ServerTest, AnswersNoMoreRequestsThanTheClientTakes) {
  Client client(server_->port(), 64 << 10);
  std::string requests;
  for (int i = 0; i < 200; ++i) requests += kGet;
  ASSERT_EQ(client.Send(requests), requests.size());
  const std::string megabyte(1'000'000, 'x');
  const auto answer = [&] {
    if (responder_) Answer(megabyte);
    return calls_ == 200 && !responder_;
  };
  for (int i = 0; i < 400; ++i) {
    loop_.RunOnce(loop::Wait::kNo);
    answer();
  }
  EXPECT_LT(calls_, 50u);
  Until([&] {
    client.Receive();
    return answer();
  });
  const size_t least = 200 * megabyte.size();
  Until([&] {
    client.Receive();
    return client.received().size() > least;
  });
}

TEST_F(ServerTest, LearnsThatAClientIsGoneWhileNothingIsRead) {
  Client client(server_->port());
  Request(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000000\r\n\r\n");
  bool gone = false;
  responder_->OnDisconnect([&] { gone = true; });
  const std::string block(100'000, 'x');
  for (int i = 0; i < 20; ++i) {
    client.Send(block);
    Settle();
  }
  EXPECT_FALSE(gone);
  client.Reset();
  Until([&] { return gone; });
  Until([&] { return server_->connections() == 0; });
  absl::Status status;
  while (status.ok()) {
    body_->Read([&](Piece piece) { status = piece.status(); });
  }
  EXPECT_TRUE(absl::IsAborted(status)) << status;
}

TEST_F(ServerTest, AnswersAClientThatOnlyStoppedSending) {
  Client client(server_->port());
  Request(client, kGet);
  bool told = false;
  responder_->OnDisconnect([&] { told = true; });
  client.EndWriting();
  Until([&] { return told; });
  Answer("still");
  Receive(client, "still");
  Until([&] { return server_->connections() == 0; });
  EXPECT_THAT(client.received(), EndsWith("still"));
}

TEST_F(ServerTest, LetsTheAnswerArriveBeforeALongBody) {
  Client client(server_->port());
  Request(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90000000\r\n\r\n");
  body_.reset();
  Answer("no");
  const std::string block(100'000, 'x');
  for (int i = 0; i < 5; ++i) {
    client.Send(block);
    Settle();
  }
  client.EndWriting();
  Until([&] {
    client.Receive();
    return client.ended();
  });
  EXPECT_THAT(client.received(), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(client.received(), EndsWith("no"));
  EXPECT_FALSE(client.reset());
  EXPECT_EQ(calls_, 1u);
}

TEST_F(ServerTest, LetsGoOfABodyAndAnAnswerInACallback) {
  Client client(server_->port());
  Request(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
  body_->Read([&](Piece) {
    body_.reset();
    responder_ = {};
  });
  client.Send("abc");
  Receive(client, "500 Internal Server Error\n");
  EXPECT_THAT(client.received(), StartsWith("HTTP/1.1 500"));
  // The connection goes on.
  Request(client, kGet);
  Answer("next");
  Receive(client, "next");
}

TEST_F(ServerTest, WritesWhatBelongsTogetherAtOnce) {
  Client client(server_->port());
  Request(client, kGet);
  std::unique_ptr<ResponseSink> sink = responder_.Release();
  sink->Start({}, std::nullopt);
  sink->Write(base::Bytes::Static("one"), [](absl::Status) {});
  usleep(2000);
  client.Receive();
  EXPECT_EQ(client.received(), "");
  sink->End();
  Receive(client, "\r\n0\r\n\r\n");

  // And a head without anything after it goes out in the round.
  client.received().clear();
  Request(client, kGet);
  sink = responder_.Release();
  sink->Start({}, std::nullopt);
  Receive(client, "\r\n\r\n");
  EXPECT_THAT(client.received(), StartsWith("HTTP/1.1 200"));
}

}  // namespace
}  // namespace http
