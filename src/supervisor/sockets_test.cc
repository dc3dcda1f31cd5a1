#include "src/supervisor/sockets.h"

#include "gtest/gtest.h"

namespace supervisor {
namespace {

const Settings kTwoLanes{.listen = {"127.0.0.1", 0}, .lanes = 2};

TEST(SocketsTest, LanesShareAPort) {
  Sockets sockets;
  ASSERT_TRUE(sockets.Open(1, kTwoLanes).ok());
  const std::vector<int> lanes = sockets.Lanes(1);
  ASSERT_EQ(lanes.size(), 2u);
  EXPECT_NE(loop::LocalPort(lanes[0]), 0);
  EXPECT_EQ(loop::LocalPort(lanes[0]), loop::LocalPort(lanes[1]));
  EXPECT_EQ(sockets.Listening(1).port, loop::LocalPort(lanes[0]));
  EXPECT_FALSE(sockets.Admin(1).has_value());
}

TEST(SocketsTest, AnEndpointKeepsItsSockets) {
  Sockets sockets;
  ASSERT_TRUE(sockets.Open(1, kTwoLanes).ok());
  const std::vector<int> before = sockets.Lanes(1);
  Settings settings = kTwoLanes;
  settings.lanes = 3;
  ASSERT_TRUE(sockets.Open(2, settings).ok());
  EXPECT_EQ(sockets.Lanes(2), before) << "nobody accepts from more of them yet";
  ASSERT_TRUE(sockets.Complete(2).ok());
  const std::vector<int> more = sockets.Lanes(2);
  ASSERT_EQ(more.size(), 3u);
  EXPECT_EQ(more[0], before[0]);
  EXPECT_EQ(more[1], before[1]);
  EXPECT_EQ(loop::LocalPort(more[2]), loop::LocalPort(before[0]));
  settings.lanes = 1;
  ASSERT_TRUE(sockets.Open(3, settings).ok());
  ASSERT_TRUE(sockets.Complete(3).ok());
  sockets.Settle(3);
  EXPECT_EQ(sockets.Lanes(3), more);
}

TEST(SocketsTest, AnotherEndpointGetsItsOwnAndTheOldOneCloses) {
  Sockets sockets;
  Settings settings = kTwoLanes;
  settings.admin = loop::Endpoint{"127.0.0.1", 0};
  ASSERT_TRUE(sockets.Open(1, settings).ok());
  const loop::Endpoint before = sockets.Listening(1);
  ASSERT_TRUE(sockets.AdminListening(1).has_value());
  settings.listen.address = "127.0.0.2";
  settings.admin.reset();
  ASSERT_TRUE(sockets.Open(2, settings).ok());
  EXPECT_EQ(sockets.Listening(1).port, before.port);
  EXPECT_EQ(sockets.Listening(2).address, "127.0.0.2");
  sockets.Settle(2);
  EXPECT_EQ(sockets.open().size(), 1u);
  // The port is free again.
  EXPECT_TRUE(loop::TcpListener::Open(before.address, before.port, false).ok());
}

TEST(SocketsTest, ABusyPortIsAnError) {
  auto other = loop::TcpListener::Open("127.0.0.1", 0, /*reuse_port=*/true);
  ASSERT_TRUE(other.ok()) << other.status();
  const uint16_t port = loop::LocalPort(other->get());
  Sockets sockets;
  EXPECT_TRUE(
      absl::IsAlreadyExists(sockets.Open(1, Settings{.listen = {"127.0.0.1", port}, .lanes = 1})));
  const absl::Status status = sockets.Open(
      2, Settings{.listen = {"127.0.0.1", 0}, .admin = loop::Endpoint{"127.0.0.1", port}});
  EXPECT_TRUE(absl::IsAlreadyExists(status));
  EXPECT_EQ(status.message().find("admin port: "), 0u) << status;
}

TEST(SocketsTest, WhatFailsLeavesNothingOpen) {
  auto other = loop::TcpListener::Open("127.0.0.1", 0, /*reuse_port=*/true);
  ASSERT_TRUE(other.ok()) << other.status();
  Sockets sockets;
  ASSERT_TRUE(sockets.Open(1, kTwoLanes).ok());
  // The admin port can be had, and the other one cannot.
  EXPECT_FALSE(sockets
                   .Open(2, Settings{.listen = {"127.0.0.1", loop::LocalPort(other->get())},
                                     .admin = loop::Endpoint{"127.0.0.1", 0}})
                   .ok());
  EXPECT_EQ(sockets.open().size(), 1u);
  EXPECT_EQ(sockets.Lanes(1).size(), 2u);
}

}  // namespace
}  // namespace supervisor
