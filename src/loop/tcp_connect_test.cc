#include "src/loop/tcp_connect.h"

#include <span>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace loop {
namespace {

// Reads until the peer ends.
class Reader : public TcpStream::Listener {
 public:
  Reader(Loop& loop, std::unique_ptr<TcpStream> stream) : loop_(loop), stream_(std::move(stream)) {
    stream_->set_listener(this);
    stream_->StartReading();
  }
  std::span<char> OnAllocate() override { return buffer_ = loop_.read_buffer(); }
  void OnRead(size_t size) override { read.append(buffer_.data(), size); }
  void OnEnd() override { stream_->Close(); }
  void OnError(const absl::Status&) override { stream_->Close(); }
  void OnWritten() override {}
  void OnClosed() override { closed = true; }
  TcpStream& stream() { return *stream_; }

  std::string read;
  bool closed = false;

 private:
  Loop& loop_;
  std::span<char> buffer_;
  std::unique_ptr<TcpStream> stream_;
};

class TcpConnectTest : public ::testing::Test {
 protected:
  TcpConnectTest() {
    auto listener = TcpListener::Listen(
        loop_, "127.0.0.1", 0, false, [this](std::unique_ptr<TcpStream> stream) {
          server_ = std::make_unique<Reader>(loop_, std::move(stream));
        });
    EXPECT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
  }

  Loop loop_;
  std::unique_ptr<TcpListener> listener_;
  std::unique_ptr<Reader> server_;
};

TEST_F(TcpConnectTest, GivesAStreamThatCarriesOctets) {
  std::unique_ptr<Reader> client;
  auto attempt = TcpConnect::Start(loop_, {"127.0.0.1", listener_->port()},
                                   [&](absl::StatusOr<std::unique_ptr<TcpStream>> stream) {
                                     ASSERT_TRUE(stream.ok()) << stream.status();
                                     client = std::make_unique<Reader>(loop_, *std::move(stream));
                                   });
  ASSERT_TRUE(attempt.ok()) << attempt.status();
  while (client == nullptr) loop_.RunOnce(Wait::kYes);
  // The attempt may stay, or go, without harm to the stream.
  *attempt = nullptr;
  const std::string_view text = "hello";
  ASSERT_TRUE(client->stream().TryWrite({&text, 1}).ok());
  while (server_ == nullptr || server_->read.size() < text.size()) loop_.RunOnce(Wait::kYes);
  EXPECT_EQ(server_->read, "hello");
  server_->stream().Close();
  while (!client->closed || !server_->closed) loop_.RunOnce(Wait::kYes);
}

TEST_F(TcpConnectTest, SaysWhyThereIsNoConnection) {
  const uint16_t port = listener_->port();
  listener_ = nullptr;
  loop_.RunOnce(Wait::kNo);
  absl::Status refused;
  auto attempt = TcpConnect::Start(
      loop_, {"127.0.0.1", port},
      [&](absl::StatusOr<std::unique_ptr<TcpStream>> stream) { refused = stream.status(); });
  if (!attempt.ok()) refused = attempt.status();
  while (refused.ok()) loop_.RunOnce(Wait::kYes);
  EXPECT_TRUE(absl::IsUnavailable(refused));
  EXPECT_EQ(refused.message(), "connection refused");
}

TEST_F(TcpConnectTest, AnAttemptThatWasDroppedSaysNothing) {
  bool called = false;
  auto attempt =
      TcpConnect::Start(loop_, {"127.0.0.1", listener_->port()},
                        [&](absl::StatusOr<std::unique_ptr<TcpStream>>) { called = true; });
  ASSERT_TRUE(attempt.ok());
  *attempt = nullptr;
  while (server_ == nullptr || !server_->closed) loop_.RunOnce(Wait::kYes);
  EXPECT_FALSE(called);
}

TEST_F(TcpConnectTest, RefusesWhatIsNoAddress) {
  auto attempt = TcpConnect::Start(loop_, {"localhost", 80},
                                   [](absl::StatusOr<std::unique_ptr<TcpStream>>) {});
  EXPECT_TRUE(absl::IsInvalidArgument(attempt.status()));
}

}  // namespace
}  // namespace loop
