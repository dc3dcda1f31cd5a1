// WebSockets in a lane: who waits for whom, what they may use, and how they end.

#include "tests/worker/lane_fixture.h"

namespace worker {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kWorker = R"(
  const spin = (millions) => {
    let x = 0;
    for (let i = 0; i < millions * 1e6; ++i) x = (x * 31 + i) | 0;
    return x;
  };
  let waiting;
  export default { async fetch(request) {
    const path = new URL(request.url).pathname;
    if (path === "/wait") return new Response(await new Promise((done) => { waiting = done; }));
    const [client, server] = new WebSocketPair();
    server.accept();
    server.addEventListener("message", ({ data }) => {
      if (data === "close") return server.close(3000, "bye");
      if (data === "loop") for (;;) {}
      if (data === "tell") waiting("told");
      if (data.startsWith("spin ")) spin(Number(data.slice(5)));
      server.send(`${data.length} ${data.slice(0, 10)}`);
    });
    server.addEventListener("close", ({ code, reason, wasClean }) => {
      console.log("closed", code, reason, wasClean);
    });
    return new Response(null, { status: 101, webSocket: client });
  } })";

class SocketsTest : public LaneTest {
 protected:
  SocketsTest() { OwnLane(); }

  std::shared_ptr<FakeSocket> Connect() {
    std::shared_ptr<Answer> answer = Fetch("/socket");
    RunUntil([&] { return answer->socket != nullptr && answer->socket->reads; });
    EXPECT_EQ(answer->head.status, 101);
    return answer->socket;
  }
  // Runs until the worker has sent so many messages.
  void Await(const FakeSocket& socket, size_t count) {
    RunUntil([&] { return socket.sent.size() >= count; });
  }
};

TEST_F(SocketsTest, MessagesComeAndGo) {
  Run(kWorker);
  std::shared_ptr<FakeSocket> socket = Connect();
  socket->Receive("hello");
  socket->Receive("world");
  Await(*socket, 2);
  EXPECT_THAT(socket->sent, ElementsAre("text 5 hello", "text 5 world"));
  EXPECT_EQ(lane_.active(), 1u);
  EXPECT_THAT(observer_.reports, IsEmpty());
  socket->End({1000, "done", true, ""});
  RunUntil([&] { return lane_.active() == 0; });
  EXPECT_EQ(socket->closed, "1000 ") << "the client's close frame is answered";
  EXPECT_TRUE(socket->dropped);
  EXPECT_THAT(observer_.lines, ElementsAre("log: closed 1000 done true"));
  EXPECT_THAT(observer_.reports, ElementsAre("GET /socket 101 ok"));
}

TEST_F(SocketsTest, TheWorkerCloses) {
  Run(kWorker);
  std::shared_ptr<FakeSocket> socket = Connect();
  socket->Receive("close");
  RunUntil([&] { return !socket->closed.empty(); });
  EXPECT_EQ(socket->closed, "3000 bye");
  EXPECT_EQ(lane_.active(), 1u) << "the client has not answered";
  socket->End({3000, "", true, ""});
  RunUntil([&] { return lane_.active() == 0; });
}

TEST_F(SocketsTest, WhatComesBeforeTheEndIsSeenBeforeIt) {
  Run(kWorker);
  std::shared_ptr<FakeSocket> socket = Connect();
  socket->Receive("last");
  socket->End({1005, "", true, ""});
  RunUntil([&] { return lane_.active() == 0; });
  EXPECT_THAT(socket->sent, ElementsAre("text 4 last"));
  EXPECT_EQ(socket->closed, "1005 ");
}

TEST_F(SocketsTest, AClientWaitsWhileEnoughWaitsForTheWorker) {
  Run(kWorker);
  std::shared_ptr<FakeSocket> socket = Connect();
  size_t given = 0;
  while (socket->reads && given < 1000) {
    socket->Receive(std::string(10'000, 'x'));
    ++given;
  }
  EXPECT_LT(given, 20u);
  Await(*socket, given);
  EXPECT_TRUE(socket->reads);
  for (given = 0; socket->reads && given < 100'000; ++given) socket->Receive("");
  EXPECT_LT(given, 5'000u) << "small messages take memory too";
}

TEST_F(SocketsTest, AnOpenSocketHasNoTimeLimit) {
  Limits limits;
  limits.wall_millis = 1;
  limits.wait_until_millis = 1;
  Run(kWorker, limits);
  std::shared_ptr<FakeSocket> socket = Connect();
  absl::SleepFor(absl::Milliseconds(20));
  for (int i = 0; i < 10; ++i) Round();
  socket->Receive("still here");
  Await(*socket, 1);
  EXPECT_EQ(lane_.active(), 1u);
}

TEST_F(SocketsTest, EachMessageHasTheCpuTimeOfARequest) {
  Limits limits;
  limits.cpu_millis = 400;
  Run(kWorker, limits);
  std::shared_ptr<FakeSocket> socket = Connect();
  // More than the limit in all.
  int messages = 0;
  const absl::Time end = absl::Now() + absl::Seconds(1);
  while (absl::Now() < end) {
    socket->Receive("spin 5");
    Await(*socket, ++messages);
  }
  EXPECT_EQ(socket->closed, "");
  socket->Receive("loop");
  RunUntil([&] { return socket->dropped; });
  EXPECT_THAT(socket->closed, HasSubstr("1011 "));
  EXPECT_THAT(observer_.reports, ElementsAre("GET /socket 101 exceededCpu"));
}

TEST_F(SocketsTest, ASocketMaySettleWhatAnotherRequestWaitsFor) {
  Run(kWorker);
  std::shared_ptr<FakeSocket> socket = Connect();
  std::shared_ptr<Answer> answer = Fetch("/wait");
  for (int i = 0; i < 10; ++i) Round();
  EXPECT_FALSE(answer->over());
  socket->Receive("tell");
  RunUntil([&] { return answer->over(); });
  EXPECT_EQ(answer->body, "told");
}

TEST_F(SocketsTest, ASocketGoesWithItsService) {
  Run(kWorker);
  std::shared_ptr<FakeSocket> socket = Connect();
  socket->Receive("never read");
  service_.reset();
  EXPECT_TRUE(socket->dropped);
  EXPECT_EQ(lane_.active(), 0u);
}

TEST_F(SocketsTest, OneThatIsSentTwiceIsRefused) {
  Run(R"(
    const [client, server] = new WebSocketPair();
    export default { fetch() {
      return new Response(null, { status: 101, webSocket: client });
    } })");
  std::shared_ptr<Answer> first = Fetch("/");
  RunUntil([&] { return first->socket != nullptr; });
  EXPECT_FALSE(first->socket->reads) << "nobody has accepted it";
  EXPECT_EQ(Fetch("/")->socket, nullptr);
  RunUntil([&] { return !observer_.reports.empty(); });
  EXPECT_THAT(observer_.reports, ElementsAre("GET / 500 exception"));
  EXPECT_THAT(observer_.lines, Contains(HasSubstr("sent with another Response")));
}

}  // namespace
}  // namespace worker
