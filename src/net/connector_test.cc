#include "src/net/connector.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/net/tcp_byte_stream.h"

namespace net {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Gives each question the next of its answers, as somebody who rebinds a name does.
class ScriptedLookup : public HostLookup {
 public:
  explicit ScriptedLookup(std::vector<std::vector<std::string>> answers)
      : answers_(std::move(answers)) {}
  void Lookup(const std::string&, Callback done) override {
    std::vector<IpAddress> addresses;
    for (const std::string& text : answers_.at(asked_++)) {
      addresses.push_back(*IpAddress::Parse(text));
    }
    done(std::move(addresses));
  }

 private:
  std::vector<std::vector<std::string>> answers_;
  size_t asked_ = 0;
};

class ConnectorTest : public ::testing::Test {
 protected:
  ConnectorTest() {
    auto listener = loop::TcpListener::Listen(
        loop_, "127.0.0.1", 0, false, [this](std::unique_ptr<loop::TcpStream> stream) {
          accepted_.push_back(NewTcpByteStream(loop_, std::move(stream)));
        });
    EXPECT_TRUE(listener.ok()) << listener.status();
    listener_ = *std::move(listener);
    policy_.loopback = true;
    // Nobody listens there.
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    socklen_t size = sizeof(address);
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    closed_port_ = ntohs(address.sin_port);
    close(fd);
  }

  absl::Status Connect(std::vector<std::vector<std::string>> answers, uint16_t port,
                       ConnectorOptions options = {}) {
    resolver_ = std::make_unique<HostResolver>(
        std::make_unique<ScriptedLookup>(std::move(answers)), [this] { return now_; },
        HostResolverOptions{.found_millis = 0, .failed_millis = 0, .max_hosts = 10});
    return ConnectAgain(port, options);
  }
  absl::Status ConnectAgain(uint16_t port, ConnectorOptions options = {}) {
    absl::Status result = absl::InternalError("not called");
    bool done = false;
    Connector connector(loop_, *resolver_, policy_, options, "host.example", port,
                        [&](absl::StatusOr<std::unique_ptr<loop::TcpStream>> stream) {
                          done = true;
                          result = stream.status();
                          if (!stream.ok()) return;
                          peer_ = (*stream)->PeerEndpoint();
                          connected_.push_back(NewTcpByteStream(loop_, *std::move(stream)));
                        });
    connector.Start();
    while (!done) loop_.RunOnce(loop::Wait::kYes);
    return result;
  }

  loop::Loop loop_;
  int64_t now_ = 0;
  std::vector<std::unique_ptr<Stream>> accepted_;
  std::vector<std::unique_ptr<Stream>> connected_;
  std::unique_ptr<loop::TcpListener> listener_;
  uint16_t closed_port_ = 0;
  OutboundPolicy policy_;
  std::unique_ptr<HostResolver> resolver_;
  loop::Endpoint peer_;
};

TEST_F(ConnectorTest, ConnectsToTheFirstAddressThatAnswers) {
  EXPECT_TRUE(Connect({{"127.0.0.1"}}, listener_->port()).ok());
  EXPECT_EQ(peer_.address, "127.0.0.1");
}

TEST_F(ConnectorTest, GoesOnToTheNextAddressWhenOneRefuses) {
  // Nobody listens on the IPv6 address.
  EXPECT_TRUE(Connect({{"::1", "127.0.0.1"}}, listener_->port()).ok());
  EXPECT_EQ(peer_.address, "127.0.0.1");
}

TEST_F(ConnectorTest, DoesNotWaitForAnAddressThatTakesItsTime) {
  policy_.reach = OutboundPolicy::Reach::kAll;
  // Nobody answers in TEST-NET-1, or there is no way there.
  EXPECT_TRUE(Connect({{"192.0.2.1", "127.0.0.1"}}, listener_->port(), {.attempt_millis = 1}).ok());
  EXPECT_EQ(peer_.address, "127.0.0.1");
}

TEST_F(ConnectorTest, SaysWhoRefused) {
  const absl::Status status = Connect({{"127.0.0.1"}}, closed_port_);
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(status.message(), HasSubstr("host.example"));
  EXPECT_THAT(status.message(), HasSubstr("(127.0.0.1)"));
  EXPECT_THAT(status.message(), HasSubstr("connection refused"));
}

TEST_F(ConnectorTest, RefusesWhatThePolicyDoes) {
  policy_.loopback = false;
  const absl::Status status = Connect({{"127.0.0.1"}}, listener_->port());
  EXPECT_TRUE(absl::IsPermissionDenied(status));
  EXPECT_EQ(status.message(),
            "connections to host.example (127.0.0.1) are not allowed: the address is loopback");
}

TEST_F(ConnectorTest, PassesOverWhatThePolicyRefuses) {
  EXPECT_TRUE(
      Connect({{"10.0.0.1", "::ffff:169.254.169.254", "127.0.0.1"}}, listener_->port()).ok());
  EXPECT_EQ(peer_.address, "127.0.0.1");
}

TEST_F(ConnectorTest, ANameThatWasReboundIsCheckedAgain) {
  EXPECT_TRUE(Connect({{"127.0.0.1"}, {"10.0.0.1"}}, listener_->port()).ok());
  const absl::Status status = ConnectAgain(listener_->port());
  EXPECT_TRUE(absl::IsPermissionDenied(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("private"));
}

TEST_F(ConnectorTest, GivesUpAfterItsTime) {
  // Nobody answers the question.
  class Silent : public HostLookup {
    void Lookup(const std::string&, Callback done) override { kept_.push_back(std::move(done)); }
    std::vector<Callback> kept_;
  };
  resolver_ = std::make_unique<HostResolver>(std::make_unique<Silent>(), [this] { return now_; });
  const absl::Status status = ConnectAgain(1, {.timeout_millis = 1});
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
}

TEST(InterleaveFamiliesTest, TakesTurns) {
  std::vector<IpAddress> addresses;
  for (const char* text : {"::1", "::2", "10.0.0.1", "10.0.0.2", "10.0.0.3"}) {
    addresses.push_back(*IpAddress::Parse(text));
  }
  std::vector<std::string> order;
  for (const IpAddress& address : InterleaveFamilies(addresses))
    order.push_back(address.ToString());
  EXPECT_THAT(order, ElementsAre("::1", "10.0.0.1", "::2", "10.0.0.2", "10.0.0.3"));
}

}  // namespace
}  // namespace net
