#include "src/http/websocket_reader.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/http/websocket.h"

namespace http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Event = WebSocketReader::Event;

constexpr size_t kMaxMessage = 100'000;

// A frame as clients send it. `length`: what its head says, if that is not the truth.
std::string Frame(int opcode, std::string_view payload, bool fin = true, uint64_t length = 0) {
  if (length == 0) length = payload.size();
  std::string frame(1, static_cast<char>((fin ? 0x80 : 0) | opcode));
  int octets = 0;
  if (length < 126) {
    frame.push_back(static_cast<char>(0x80 | length));
  } else {
    octets = length < 65536 ? 2 : 8;
    frame.push_back(static_cast<char>(0x80 | (octets == 2 ? 126 : 127)));
  }
  while (octets-- > 0) frame.push_back(static_cast<char>(length >> (8 * octets)));
  constexpr std::string_view kKey = "\x37\xfa\x21\x3d";
  frame.append(kKey);
  for (size_t i = 0; i < payload.size(); ++i) frame.push_back(payload[i] ^ kKey[i % 4]);
  return frame;
}

// What comes of the octets, read in pieces of so many: the events up to the last.
std::vector<std::string> Read(std::string_view octets, size_t piece) {
  WebSocketReader reader(WebSocketReader::From::kClient, kMaxMessage);
  std::vector<std::string> events;
  do {
    std::string_view data = octets.substr(0, piece);
    octets.remove_prefix(data.size());
    for (;;) {
      const Event event = reader.Feed(&data);
      if (event == Event::kNeedMore) break;
      if (event == Event::kText) events.push_back("text " + reader.payload());
      if (event == Event::kBinary) events.push_back("binary " + reader.payload());
      if (event == Event::kPing) events.push_back("ping " + reader.payload());
      if (event == Event::kPong) events.push_back("pong " + reader.payload());
      if (event == Event::kClose) {
        events.push_back(absl::StrCat("close ", reader.close_code(), " ", reader.payload()));
        return events;
      }
      if (event == Event::kFailed) {
        events.push_back(absl::StrCat("failed ", reader.failure().code));
        EXPECT_FALSE(reader.failure().message.empty());
        return events;
      }
    }
    EXPECT_TRUE(data.empty());
  } while (!octets.empty());
  return events;
}

// The same however the octets come.
std::vector<std::string> Read(std::string_view octets) {
  std::vector<std::string> whole = Read(octets, octets.size());
  EXPECT_EQ(Read(octets, 1), whole);
  EXPECT_EQ(Read(octets, 7), whole);
  return whole;
}

TEST(WebSocketReaderTest, MessagesOfAllLengths) {
  for (size_t size : {0, 1, 125, 126, 127, 4095, 4096, 65535, 65536, 100'000}) {
    const std::string payload(size, 'x');
    EXPECT_THAT(Read(Frame(1, payload) + Frame(2, payload)),
                ElementsAre("text " + payload, "binary " + payload));
  }
}

TEST(WebSocketReaderTest, FragmentsWithControlFramesBetweenThem) {
  EXPECT_THAT(
      Read(Frame(1, "gr\xc3", false) + Frame(9, "one") + Frame(0, "", false) + Frame(10, "two") +
           Frame(0, "\xbc", false) + Frame(9, "") + Frame(0, "n") + Frame(2, "\xff")),
      ElementsAre("ping one", "pong two", "ping ", "text gr\xc3\xbcn", "binary \xff"));
}

TEST(WebSocketReaderTest, CloseFrames) {
  EXPECT_THAT(Read(Frame(8, "")), ElementsAre("close 1005 "));
  EXPECT_THAT(Read(Frame(8, "\x03\xe8")), ElementsAre("close 1000 "));
  EXPECT_THAT(Read(Frame(8, "\x0b\xb8gr\xc3\xbcn") + "never read"),
              ElementsAre("close 3000 gr\xc3\xbcn"));
  EXPECT_THAT(Read(Frame(1, "a", false) + Frame(8, "\x03\xe8")), ElementsAre("close 1000 "));
  EXPECT_THAT(Read(Frame(8, "\x03")), ElementsAre("failed 1002"));
  EXPECT_THAT(Read(Frame(8, "\x03\xe8\xff")), ElementsAre("failed 1007"));
  for (int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
    const char text[] = {static_cast<char>(code >> 8), static_cast<char>(code)};
    EXPECT_THAT(Read(Frame(8, {text, 2})), ElementsAre("failed 1002")) << code;
  }
}

TEST(WebSocketReaderTest, WhatClientsMayNotSend) {
  EXPECT_THAT(Read(std::string_view("\x81\x01"
                                    "a",
                                    3)),
              ElementsAre("failed 1002"))
      << "not masked";
  for (int bits : {0x10, 0x20, 0x40}) {
    std::string frame = Frame(1, "a");
    frame[0] |= static_cast<char>(bits);
    EXPECT_THAT(Read(frame), ElementsAre("failed 1002")) << "reserved bit";
  }
  for (int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
    EXPECT_THAT(Read(Frame(opcode, "a")), ElementsAre("failed 1002")) << opcode;
  }
  EXPECT_THAT(Read(Frame(9, "a", false)), ElementsAre("failed 1002"));
  EXPECT_THAT(Read(Frame(9, std::string(126, 'a'))), ElementsAre("failed 1002"));
  EXPECT_THAT(Read(Frame(0, "a")), ElementsAre("failed 1002"));
  EXPECT_THAT(Read(Frame(1, "a") + Frame(0, "a")), ElementsAre("text a", "failed 1002"));
  EXPECT_THAT(Read(Frame(1, "a", false) + Frame(2, "a")), ElementsAre("failed 1002"));
  EXPECT_THAT(Read(std::string("\x81\xfe\x00\x01", 4) + "keysa"), ElementsAre("failed 1002"))
      << "a length that is longer than need be";
}

TEST(WebSocketReaderTest, AServerMasksNothing) {
  WebSocketReader reader(WebSocketReader::From::kServer, kMaxMessage);
  std::string_view data = "\x81\x02hi";
  EXPECT_EQ(reader.Feed(&data), Event::kText);
  EXPECT_EQ(reader.payload(), "hi");
  const std::string masked = Frame(1, "hi");
  data = masked;
  EXPECT_EQ(reader.Feed(&data), Event::kFailed);
  EXPECT_EQ(reader.failure().message, "a frame is masked; a server masks none");
}

TEST(WebSocketReaderTest, TextIsUtf8) {
  for (std::string_view text : {"\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\xaf"}) {
    EXPECT_THAT(Read(Frame(1, text)), ElementsAre("failed 1007"));
  }
  EXPECT_THAT(Read(Frame(1, "\xc3", false) + Frame(0, "(")), ElementsAre("failed 1007"));
}

TEST(WebSocketReaderTest, AMessageIsBounded) {
  EXPECT_THAT(Read(Frame(1, "x", true, kMaxMessage + 1)), ElementsAre("failed 1009"));
  EXPECT_THAT(Read(Frame(2, "x", true, (uint64_t{1} << 63) - 1)), ElementsAre("failed 1009"));
  EXPECT_THAT(Read(Frame(2, std::string(kMaxMessage, 'x'), false) + Frame(0, "x")),
              ElementsAre("failed 1009"));
  EXPECT_THAT(Read(Frame(2, "x", true, uint64_t{1} << 63)), ElementsAre("failed 1002"));
}

}  // namespace
}  // namespace http
