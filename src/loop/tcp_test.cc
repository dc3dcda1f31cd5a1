#include "src/loop/tcp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loop {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Notes what it is told.
class Recorder : public TcpStream::Listener {
 public:
  explicit Recorder(Loop& loop) : loop_(loop) {}

  std::span<char> OnAllocate() override { return buffer_ = loop_.read_buffer(); }
  void OnRead(size_t size) override { read.append(buffer_.data(), size); }
  void OnEnd() override { events.push_back("end"); }
  void OnError(const absl::Status& status) override {
    EXPECT_TRUE(absl::IsAborted(status)) << status;
    events.push_back("error");
  }
  void OnWritten() override { events.push_back("written"); }
  void OnClosed() override { events.push_back("closed"); }

  std::string read;
  std::vector<std::string> events;

 private:
  Loop& loop_;
  std::span<char> buffer_;
};

class TcpStreamTest : public ::testing::Test {
 protected:
  TcpStreamTest() {
    auto listener = TcpListener::Listen(loop_, "127.0.0.1", 0, false,
                                        [this](std::unique_ptr<TcpStream> stream) {
                                          stream_ = std::move(stream);
                                          stream_->set_listener(&recorder_);
                                        });
    EXPECT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(listener_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(client_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    Until([this] { return stream_ != nullptr; });
  }
  ~TcpStreamTest() override {
    stream_->Close();
    Until([this] { return !recorder_.events.empty() && recorder_.events.back() == "closed"; });
    CloseClient();
  }

  void Until(absl::FunctionRef<bool()> done) {
    const int64_t end = loop_.NowMillis() + 20'000;
    while (!done() && loop_.NowMillis() < end) loop_.RunOnce(Wait::kNo);
    EXPECT_TRUE(done());
  }
  void Send(std::string_view octets) {
    EXPECT_EQ(send(client_, octets.data(), octets.size(), 0), static_cast<ssize_t>(octets.size()));
  }
  // What the client receives, up to `size` octets.
  std::string Receive(size_t size) {
    std::string text;
    char buffer[64 << 10];
    Until([&] {
      const ssize_t one = recv(client_, buffer, sizeof(buffer), MSG_DONTWAIT);
      if (one > 0) text.append(buffer, static_cast<size_t>(one));
      return text.size() >= size || one == 0;
    });
    return text;
  }
  void ResetClient() {
    const linger now = {1, 0};
    setsockopt(client_, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    CloseClient();
  }
  void CloseClient() {
    if (client_ >= 0) close(std::exchange(client_, -1));
  }

  Loop loop_;
  Recorder recorder_{loop_};
  std::unique_ptr<TcpListener> listener_;
  std::unique_ptr<TcpStream> stream_;
  int client_ = socket(AF_INET, SOCK_STREAM, 0);
};

TEST_F(TcpStreamTest, KnowsItsEnds) {
  EXPECT_EQ(ToString(stream_->LocalEndpoint()), "127.0.0.1:" + std::to_string(listener_->port()));
  EXPECT_EQ(stream_->PeerEndpoint().address, "127.0.0.1");
  EXPECT_NE(stream_->PeerEndpoint().port, 0);
  EXPECT_EQ(ToString({"::1", 80}), "[::1]:80");
}

TEST_F(TcpStreamTest, ReadsOnlyWhenAsked) {
  Send("one");
  for (int i = 0; i < 20; ++i) loop_.RunOnce(Wait::kNo);
  EXPECT_EQ(recorder_.read, "");
  EXPECT_FALSE(stream_->reading());
  stream_->StartReading();
  stream_->StartReading();
  Until([this] { return recorder_.read == "one"; });
  stream_->StopReading();
  Send("two");
  for (int i = 0; i < 20; ++i) loop_.RunOnce(Wait::kNo);
  EXPECT_EQ(recorder_.read, "one");
  stream_->StartReading();
  Until([this] { return recorder_.read == "onetwo"; });
}

TEST_F(TcpStreamTest, TellsTheEndAndStillWrites) {
  stream_->StartReading();
  shutdown(client_, SHUT_WR);
  Until([this] { return !recorder_.events.empty(); });
  EXPECT_THAT(recorder_.events, ElementsAre("end"));
  const std::string_view pieces[] = {"one", "two"};
  EXPECT_EQ(*stream_->TryWrite(pieces), 6u);
  EXPECT_EQ(Receive(6), "onetwo");
}

TEST_F(TcpStreamTest, WritesAllOfWhatIsWrittenLater) {
  const std::string large(20'000'000, 'x');
  stream_->WriteLater({base::Bytes::Static("one"), base::Bytes(large)});
  EXPECT_GT(stream_->UnwrittenSize(), 0u);
  const std::string_view more[] = {"more"};
  EXPECT_EQ(*stream_->TryWrite(more), 0u);
  EXPECT_THAT(recorder_.events, IsEmpty());
  const std::string text = Receive(3 + large.size());
  EXPECT_TRUE(text == "one" + large);
  Until([this] { return !recorder_.events.empty(); });
  EXPECT_THAT(recorder_.events, ElementsAre("written"));
  EXPECT_EQ(stream_->UnwrittenSize(), 0u);
}

TEST_F(TcpStreamTest, EndsItsWriting) {
  stream_->ShutdownWrites();
  EXPECT_EQ(Receive(1), "");
  stream_->StartReading();
  Send("one");
  Until([this] { return recorder_.read == "one"; });
}

TEST_F(TcpStreamTest, KnowsThatItIsBrokenWithoutReading) {
  EXPECT_FALSE(stream_->Broken());
  Send("one");
  shutdown(client_, SHUT_WR);
  EXPECT_FALSE(stream_->Broken());
  ResetClient();
  Until([this] { return stream_->Broken(); });
}

TEST_F(TcpStreamTest, TellsThatItIsBroken) {
  stream_->StartReading();
  ResetClient();
  Until([this] { return !recorder_.events.empty(); });
  EXPECT_THAT(recorder_.events, ElementsAre("error"));
  const std::string_view pieces[] = {"one"};
  EXPECT_FALSE(stream_->TryWrite(pieces).ok());
}

TEST_F(TcpStreamTest, ReadsWhatCameBeforeTheConnectionBroke) {
  Send("one");
  ResetClient();
  Until([this] { return stream_->Broken(); });
  stream_->StartReading();
  Until([this] { return !recorder_.events.empty(); });
  EXPECT_EQ(recorder_.read, "one");
  EXPECT_THAT(recorder_.events, ElementsAre("error"));
}

// A peer that has closed answers whatever else it is sent with a reset.
TEST_F(TcpStreamTest, TellsTheEndThoughWhatWasWrittenAfterItWasRefused) {
  Send("one");
  CloseClient();
  Until([this] { return stream_->PeerHasEnded(); });
  const std::string_view pieces[] = {"late"};
  EXPECT_EQ(*stream_->TryWrite(pieces), 4u);
  Until([this] { return stream_->Broken(); });
  stream_->StartReading();
  Until([this] { return !recorder_.events.empty(); });
  EXPECT_EQ(recorder_.read, "one");
  EXPECT_THAT(recorder_.events, ElementsAre("end"));
}

TEST_F(TcpStreamTest, DropsWhatIsUnwrittenWhenItCloses) {
  stream_->WriteLater({base::Bytes(std::string(20'000'000, 'x'))});
  EXPECT_FALSE(stream_->closing());
  stream_->Close();
  stream_->Close();
  EXPECT_TRUE(stream_->closing());
  Until([this] { return !recorder_.events.empty(); });
  EXPECT_THAT(recorder_.events, ElementsAre("closed"));
}

TEST(TcpListenerTest, AcceptsAllThatWaitAtOnce) {
  constexpr size_t kMany = 100;
  Loop loop;
  Recorder recorder(loop);
  std::vector<std::unique_ptr<TcpStream>> streams;
  auto listener =
      TcpListener::Listen(loop, "127.0.0.1", 0, false, [&](std::unique_ptr<TcpStream> stream) {
        stream->set_listener(&recorder);
        streams.push_back(std::move(stream));
      });
  ASSERT_TRUE(listener.ok()) << listener.status();
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons((*listener)->port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::vector<Descriptor> clients;
  for (size_t i = 0; i < kMany; ++i) {
    clients.emplace_back(socket(AF_INET, SOCK_STREAM, 0));
    ASSERT_EQ(connect(clients.back().get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)),
              0);
  }
  (*listener)->AcceptWaiting();
  *listener = nullptr;
  EXPECT_EQ(streams.size(), kMany);
  for (const auto& stream : streams) stream->Close();
  while (recorder.events.size() < streams.size()) loop.RunOnce(Wait::kYes);
}

// The descriptor of the socket that listens on the port.
int FindListener(uint16_t port) {
  for (int fd = 0; fd < 1024; ++fd) {
    sockaddr_in address = {};
    socklen_t size = sizeof(address);
    int listens = 0;
    socklen_t listens_size = sizeof(listens);
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
        ntohs(address.sin_port) == port &&
        getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &listens_size) == 0 && listens != 0) {
      return fd;
    }
  }
  return -1;
}

// As a process has it that is forked and not executed yet.
TEST(TcpListenerTest, ListensNoMoreThoughAnotherProcessHasTheDescriptor) {
  Loop loop;
  auto listener = TcpListener::Listen(loop, "127.0.0.1", 0, true, [](auto) {});
  ASSERT_TRUE(listener.ok()) << listener.status();
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons((*listener)->port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int found = FindListener((*listener)->port());
  ASSERT_GE(found, 0);
  const int inherited = dup(found);
  *listener = nullptr;
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  EXPECT_EQ(connect(client, reinterpret_cast<sockaddr*>(&address), sizeof(address)), -1);
  EXPECT_EQ(errno, ECONNREFUSED);
  close(client);
  close(inherited);
}

}  // namespace
}  // namespace loop
