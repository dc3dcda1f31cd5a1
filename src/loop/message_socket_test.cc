#include "src/loop/message_socket.h"

#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loop {
namespace {

using ::testing::ElementsAre;

class MessageSocketTest : public ::testing::Test {
 protected:
  MessageSocketTest() {
    auto ends = MessageSocket::Pair();
    EXPECT_TRUE(ends.ok()) << ends.status();
    first_ = std::make_unique<MessageSocket>(
        loop_, std::move(ends->first), [](std::string_view, std::vector<Descriptor>) {}, [] {});
    second_ = std::make_unique<MessageSocket>(
        loop_, std::move(ends->second),
        [this](std::string_view message, std::vector<Descriptor> descriptors) {
          heard_.emplace_back(message);
          for (Descriptor& one : descriptors) got_.push_back(std::move(one));
        },
        [this] { closed_ = true; });
  }

  void UntilHeard(size_t count) {
    while (heard_.size() < count && !closed_) loop_.RunOnce(Wait::kYes);
  }

  Loop loop_;
  std::unique_ptr<MessageSocket> first_;
  std::unique_ptr<MessageSocket> second_;
  std::vector<std::string> heard_;
  std::vector<Descriptor> got_;
  bool closed_ = false;
};

TEST_F(MessageSocketTest, KeepsMessagesApart) {
  first_->Send("one");
  first_->Send("two");
  EXPECT_TRUE(MessageSocket::TrySend(first_->descriptor(), "three"));
  UntilHeard(3);
  EXPECT_THAT(heard_, ElementsAre("one", "two", "three"));
}

TEST_F(MessageSocketTest, CarriesDescriptors) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Descriptor reads(ends[0]);
  Descriptor writes(ends[1]);
  first_->Send("here", std::vector<int>{writes.get()});
  writes = Descriptor();
  UntilHeard(1);
  ASSERT_EQ(got_.size(), 1u);
  EXPECT_EQ(write(got_[0].get(), "x", 1), 1);
  char octet = 0;
  EXPECT_EQ(read(reads.get(), &octet, 1), 1);
  EXPECT_EQ(octet, 'x');
}

TEST_F(MessageSocketTest, SendsLaterWhatFindsNoRoom) {
  const std::string large(MessageSocket::kMaxMessageBytes, 'x');
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Descriptor reads(ends[0]);
  Descriptor writes(ends[1]);
  size_t count = 0;
  while (first_->sent_all() && count < 100'000) {
    first_->Send(large);
    ++count;
  }
  ASSERT_FALSE(first_->sent_all());
  first_->Send("last", std::vector<int>{writes.get()});
  UntilHeard(count + 1);
  EXPECT_TRUE(first_->sent_all());
  EXPECT_EQ(heard_.size(), count + 1);
  EXPECT_EQ(heard_.back(), "last");
  EXPECT_EQ(got_.size(), 1u);
}

TEST_F(MessageSocketTest, TellsThatThePeerHasGone) {
  first_->Send("the last words");
  first_ = nullptr;
  while (!closed_) loop_.RunOnce(Wait::kYes);
  EXPECT_THAT(heard_, ElementsAre("the last words"));
  second_->Send("nobody hears this");
  EXPECT_FALSE(MessageSocket::TrySend(second_->descriptor(), "nor this"));
}

TEST_F(MessageSocketTest, MayBeDestroyedByWhatItBrings) {
  auto ends = MessageSocket::Pair();
  ASSERT_TRUE(ends.ok()) << ends.status();
  bool heard = false;
  std::unique_ptr<MessageSocket> receiver;
  receiver = std::make_unique<MessageSocket>(
      loop_, std::move(ends->second),
      [&](std::string_view, std::vector<Descriptor>) {
        receiver = nullptr;
        heard = true;
      },
      [] {});
  EXPECT_TRUE(MessageSocket::TrySend(ends->first.get(), "go"));
  EXPECT_TRUE(MessageSocket::TrySend(ends->first.get(), "again"));
  while (!heard) loop_.RunOnce(Wait::kYes);
  EXPECT_EQ(receiver, nullptr);
}

}  // namespace
}  // namespace loop
