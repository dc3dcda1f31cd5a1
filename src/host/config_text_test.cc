#include "src/host/config_text.h"

#include <gtest/gtest.h>

namespace host {
namespace {

TEST(ParseListen, TakesAddressesAndPorts) {
  EXPECT_EQ(ParseListen("0.0.0.0:80")->address, "0.0.0.0");
  EXPECT_EQ(ParseListen("0.0.0.0:80")->port, 80);
  EXPECT_EQ(ParseListen("8080")->address, "127.0.0.1");
  EXPECT_EQ(ParseListen(":0")->port, 0);
  EXPECT_EQ(ParseListen("[::1]:1")->address, "::1");
  EXPECT_EQ(ParseListen("localhost:1")->address, "127.0.0.1");
  for (const char* text : {"", "a:", "::1:80", "a:-1", "a:65536", "a:b"}) {
    EXPECT_FALSE(ParseListen(text).ok()) << text;
  }
}

TEST(ParseSize, TakesUnits) {
  EXPECT_EQ(*ParseSize("5000"), 5000u);
  EXPECT_EQ(*ParseSize("64kb"), 64'000u);
  EXPECT_EQ(*ParseSize("100 MB"), 100'000'000u);
  EXPECT_EQ(*ParseSize("2GB"), 2'000'000'000u);
  EXPECT_EQ(*ParseSize("7B"), 7u);
  for (const char* text : {"", "MB", "-1", "1TB", "1.5MB", "99999999999GB"}) {
    EXPECT_FALSE(ParseSize(text).ok()) << text;
  }
}

}  // namespace
}  // namespace host
