#include "src/supervisor/cell_link.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/loop/tcp.h"

namespace supervisor {
namespace {

class CellLinkTest : public ::testing::Test {
 protected:
  CellLinkTest() {
    auto ends = loop::MessageSocket::Pair();
    EXPECT_TRUE(ends.ok()) << ends.status();
    end_ = ends->second.get();
    supervisor_ = std::make_unique<loop::MessageSocket>(
        loop_, std::move(ends->first),
        [this](std::string_view octets, std::vector<loop::Descriptor>) {
          heard_.push_back(Decode(octets).value());
        },
        [] {});
    CellLink::Handler handler;
    handler.serve = [this](CellLink::Orders orders) { orders_ = std::move(orders); };
    handler.drain = [this](bool hand_over) { hand_over_ = hand_over; };
    handler.busy = [this](std::vector<std::string> workers) { busy_ = std::move(workers); };
    handler.lost = [this] { lost_ = true; };
    link_ = std::make_unique<CellLink>(loop_, std::move(ends->second), std::move(handler));
  }

  void Say(const Message& message, const std::vector<int>& descriptors = {}) {
    supervisor_->Send(Encode(message), descriptors);
  }

  loop::Loop loop_;
  int end_ = -1;
  std::unique_ptr<loop::MessageSocket> supervisor_;
  std::unique_ptr<CellLink> link_;
  std::vector<Message> heard_;
  std::optional<CellLink::Orders> orders_;
  std::optional<bool> hand_over_;
  std::vector<std::string> busy_;
  bool lost_ = false;
};

TEST_F(CellLinkTest, GathersSocketsUntilItIsToServe) {
  auto socket = loop::TcpListener::Open("127.0.0.1", 0, false);
  ASSERT_TRUE(socket.ok()) << socket.status();
  Say(SocketsMessage{SocketUse::kLane}, {socket->get(), socket->get()});
  Say(SocketsMessage{SocketUse::kLane}, {socket->get()});
  Say(SocketsMessage{SocketUse::kAdmin}, {socket->get()});
  Say(ServeMessage{.restarts = 7, .takes_over = true});
  while (!orders_) loop_.RunOnce(loop::Wait::kYes);
  ASSERT_EQ(orders_->lanes.size(), 3u);
  ASSERT_TRUE(orders_->admin.has_value());
  EXPECT_EQ(loop::LocalPort(orders_->admin->get()), loop::LocalPort(socket->get()));
  EXPECT_EQ(orders_->serve.restarts, 7u);
  EXPECT_TRUE(orders_->serve.takes_over);
}

TEST_F(CellLinkTest, SaysHowItIs) {
  link_->SendWarm();
  link_->SendServing();
  link_->SendBeat(12);
  EXPECT_TRUE(SendCondemned(end_, "a thread is parked"));
  link_->SendDrained();
  while (heard_.size() < 5) loop_.RunOnce(loop::Wait::kYes);
  EXPECT_TRUE(heard_[0] == Message(WarmMessage{}));
  EXPECT_TRUE(heard_[1] == Message(ServingMessage{}));
  EXPECT_TRUE(heard_[2] == Message(BeatMessage{12}));
  EXPECT_TRUE(heard_[3] == Message(CondemnedMessage{"a thread is parked"}));
  EXPECT_TRUE(heard_[4] == Message(DrainedMessage{}));
}

TEST_F(CellLinkTest, SaysAndHearsWhoIsBusy) {
  link_->SendBusy({"shop"});
  while (heard_.empty()) loop_.RunOnce(loop::Wait::kYes);
  EXPECT_TRUE(heard_[0] == Message(BusyMessage{{"shop"}}));
  Say(BusyMessage{{"auth", "shop"}});
  while (busy_.empty()) loop_.RunOnce(loop::Wait::kYes);
  EXPECT_EQ(busy_, (std::vector<std::string>{"auth", "shop"}));
}

TEST_F(CellLinkTest, DrainsAndSeesTheSupervisorGo) {
  supervisor_->Send("\x7f what a newer one says");
  Say(DrainMessage{true});
  while (!hand_over_) loop_.RunOnce(loop::Wait::kYes);
  EXPECT_TRUE(*hand_over_);
  supervisor_ = nullptr;
  while (!lost_) loop_.RunOnce(loop::Wait::kYes);
  link_->SendDrained();
  EXPECT_FALSE(SendCondemned(end_, "nobody hears it"));
}

TEST_F(CellLinkTest, ToldWhenThereIsNoRoomToAsk) {
  size_t sent = 0;
  while (SendCondemned(end_, "a thread is parked")) ++sent;
  EXPECT_FALSE(SendExhausted(end_, "parked threads: 8"));
  while (heard_.size() < sent) loop_.RunOnce(loop::Wait::kYes);
  EXPECT_TRUE(SendExhausted(end_, "parked threads: 8"));
  while (heard_.size() < sent + 1) loop_.RunOnce(loop::Wait::kYes);
  EXPECT_TRUE(heard_.back() == Message(ExhaustedMessage{"parked threads: 8"}));
}

}  // namespace
}  // namespace supervisor
