// What a value takes of memory on its way to the store.

#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bindings/kv/value_collector.h"
#include "bindings/kv/write_room.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace bindings {
namespace {

std::span<const uint8_t> Octets(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

TEST(ValueCollector, JoinsPieces) {
  ValueCollector collector;
  std::string expected;
  for (int i = 0; i < 1'000; ++i) {
    const std::string piece(static_cast<size_t>(i), static_cast<char>('a' + i % 26));
    collector.Append(Octets(piece));
    expected += piece;
  }
  EXPECT_EQ(collector.size(), expected.size());
  EXPECT_GE(collector.memory_bytes(), expected.size());
  EXPECT_LE(collector.memory_bytes(), expected.size() * 2) << "no piece is there twice";
  const base::Bytes whole = collector.Take();
  EXPECT_TRUE(whole.view() == expected);
}

TEST(ValueCollector, HasNothingAfterItWasTaken) {
  ValueCollector collector;
  EXPECT_EQ(collector.Take().view(), "");
  collector.Append(Octets("one"));
  const base::Bytes first = collector.Take();
  EXPECT_EQ(collector.size(), 0u);
  EXPECT_EQ(collector.memory_bytes(), sizeof(ValueCollector));
  collector.Append(Octets("two"));
  EXPECT_EQ(collector.Take().view(), "two");
  EXPECT_EQ(first.view(), "one");
}

TEST(WriteRoom, RefusesWhatIsTooMuch) {
  WriteRoom room(100);
  std::optional<WriteRoom::Share> first = room.Take(60).value();
  std::optional<WriteRoom::Share> second = room.Take(40).value();
  const absl::Status refused = room.Take(1).status();
  EXPECT_TRUE(absl::IsUnavailable(refused));
  EXPECT_THAT(refused.message(),
              testing::HasSubstr("100 octets wait to be written, and 1 more would exceed 100"));
  first.reset();
  EXPECT_TRUE(room.Take(60).ok());
  EXPECT_FALSE(room.Take(61).ok()) << "what was refused takes nothing";
  EXPECT_TRUE(room.Take(60).ok());
}

TEST(WriteRoom, WhatIsLargerThanTheRoomHasItAlone) {
  WriteRoom room(100);
  std::optional<WriteRoom::Share> all = room.Take(101).value();
  EXPECT_FALSE(room.Take(1).ok());
  all.reset();
  EXPECT_TRUE(room.Take(1).ok());
}

TEST(WriteRoom, SharesOutliveIt) {
  std::optional<WriteRoom> room(100);
  WriteRoom::Share share = room->Take(60).value();
  room.reset();
  WriteRoom::Share moved = std::move(share);
}

TEST(WriteRoom, ManyThreadsGiveBackWhatTheyTake) {
  WriteRoom room(4);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&room] {
      for (int j = 0; j < 1'000; ++j) (void)room.Take(1);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(room.Take(4).ok());
  WriteRoom::Share one = room.Take(1).value();
  EXPECT_FALSE(room.Take(4).ok());
}

}  // namespace
}  // namespace bindings
