#include "src/supervisor/message.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace supervisor {
namespace {

TEST(MessageTest, EveryMessageComesBack) {
  const std::vector<Message> messages = {SocketsMessage{SocketUse::kLane},
                                         SocketsMessage{SocketUse::kAdmin},
                                         ServeMessage{0},
                                         ServeMessage{UINT64_MAX - 1, true},
                                         DrainMessage{false},
                                         DrainMessage{true},
                                         WarmMessage{},
                                         ServingMessage{},
                                         BeatMessage{0},
                                         BeatMessage{5'000},
                                         BeatMessage{UINT32_MAX},
                                         CondemnedMessage{""},
                                         CondemnedMessage{"a thread is parked"},
                                         DrainedMessage{},
                                         ExhaustedMessage{""},
                                         ExhaustedMessage{"parked threads: 8"},
                                         BusyMessage{},
                                         BusyMessage{{"shop", "a-b"}}};
  for (const Message& message : messages) {
    const std::string octets = Encode(message);
    const absl::StatusOr<Message> again = Decode(octets);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(*again == message) << message.index();
    // Neither less nor more is a message.
    EXPECT_FALSE(Decode(octets.substr(0, 1)).ok());
    if (std::holds_alternative<CondemnedMessage>(message)) continue;
    if (std::holds_alternative<ExhaustedMessage>(message)) continue;
    if (message == Message(BusyMessage{})) continue;
    EXPECT_FALSE(Decode(octets + "x").ok()) << message.index();
    EXPECT_FALSE(Decode(octets.substr(0, octets.size() - 1)).ok()) << message.index();
  }
}

TEST(MessageTest, AReasonIsCut) {
  const absl::StatusOr<Message> again =
      Decode(Encode(CondemnedMessage{std::string(kMaxReasonBytes + 500, 'r')}));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(std::get<CondemnedMessage>(*again).reason.size(), kMaxReasonBytes);
  const absl::StatusOr<Message> other =
      Decode(Encode(ExhaustedMessage{std::string(kMaxReasonBytes + 500, 'r')}));
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(std::get<ExhaustedMessage>(*other).reason.size(), kMaxReasonBytes);
}

TEST(MessageTest, AListOfTheBusyIsCut) {
  const std::vector<std::string> many(100, std::string(63, 'w'));
  const absl::StatusOr<Message> again = Decode(Encode(BusyMessage{many}));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(std::get<BusyMessage>(*again).workers.size(), kMaxBusyBytes / 64);
}

TEST(MessageTest, WhatIsNoMessageIsRefused) {
  EXPECT_FALSE(Decode("").ok());
  EXPECT_FALSE(Decode(std::string("\1\xa", 2)).ok());    // no such kind
  EXPECT_FALSE(Decode(std::string("\2\3", 2)).ok());     // of another version
  EXPECT_FALSE(Decode(std::string("\1\0\2", 3)).ok());   // for no use
  EXPECT_FALSE(Decode(std::string("\1\2\2", 3)).ok());   // neither true nor false
  EXPECT_FALSE(Decode(std::string("\1\x9\0", 3)).ok());  // an empty name
  EXPECT_FALSE(Decode(std::string("\1\x9w", 3)).ok());   // a name without an end
  EXPECT_FALSE(Decode("\1\x9" + std::string(kMaxBusyBytes, 'w') + std::string(1, '\0')).ok());
  EXPECT_FALSE(Decode("\1\6" + std::string(kMaxReasonBytes + 1, 'r')).ok());
}

}  // namespace
}  // namespace supervisor
