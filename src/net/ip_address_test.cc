#include "src/net/ip_address.h"

#include "gtest/gtest.h"

namespace net {
namespace {

std::string_view Kind(std::string_view text) {
  const auto address = IpAddress::Parse(text);
  EXPECT_TRUE(address) << text;
  return address ? SpecialPurpose(*address) : "?";
}

TEST(IpAddressTest, ReadsAndWritesBothFamilies) {
  EXPECT_EQ(IpAddress::Parse("10.1.2.3")->ToString(), "10.1.2.3");
  EXPECT_EQ(IpAddress::Parse("2001:DB8:0::1")->ToString(), "2001:db8::1");
  EXPECT_TRUE(IpAddress::Parse("10.1.2.3")->is_v4());
  EXPECT_FALSE(IpAddress::Parse("::1")->is_v4());
}

TEST(IpAddressTest, AMappedAddressIsTheIPv4Address) {
  EXPECT_EQ(*IpAddress::Parse("::ffff:127.0.0.1"), *IpAddress::Parse("127.0.0.1"));
  EXPECT_EQ(*IpAddress::Parse("::ffff:7f00:1"), IpAddress::V4(127, 0, 0, 1));
}

TEST(IpAddressTest, RefusesWhatIsNone) {
  for (std::string_view text : {"", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4 ", "localhost",
                                "[::1]", "fe80::1%lo", "127.1", "0x7f.0.0.1"}) {
    EXPECT_FALSE(IpAddress::Parse(text)) << text;
  }
  EXPECT_FALSE(IpAddress::Parse(std::string_view("1.2.3.4\0x", 9)));
}

TEST(CidrTest, ContainsWhatBeginsAlike) {
  const Cidr ten = *Cidr::Parse("10.0.0.0/8");
  EXPECT_TRUE(ten.Contains(*IpAddress::Parse("10.255.0.1")));
  EXPECT_TRUE(ten.Contains(*IpAddress::Parse("::ffff:10.0.0.1")));
  EXPECT_FALSE(ten.Contains(*IpAddress::Parse("11.0.0.0")));
  const Cidr odd = *Cidr::Parse("172.16.0.0/12");
  EXPECT_TRUE(odd.Contains(*IpAddress::Parse("172.31.255.255")));
  EXPECT_FALSE(odd.Contains(*IpAddress::Parse("172.32.0.0")));
  const Cidr one = *Cidr::Parse("::1");
  EXPECT_TRUE(one.Contains(*IpAddress::Parse("::1")));
  EXPECT_FALSE(one.Contains(*IpAddress::Parse("::2")));
  EXPECT_TRUE(Cidr::Parse("0.0.0.0/0")->Contains(*IpAddress::Parse("8.8.8.8")));
  EXPECT_FALSE(Cidr::Parse("0.0.0.0/0")->Contains(*IpAddress::Parse("::1")));
}

TEST(CidrTest, RefusesWhatIsNone) {
  for (std::string_view text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8",
                                "10.0.0.1/8", "fc00::/129", "example.com/8", "10.0.0.0/8/8"}) {
    EXPECT_FALSE(Cidr::Parse(text)) << text;
  }
}

TEST(SpecialPurposeTest, KnowsWhatIsNotThePublicInternet) {
  EXPECT_EQ(Kind("127.0.0.1"), "loopback");
  EXPECT_EQ(Kind("127.255.255.254"), "loopback");
  EXPECT_EQ(Kind("::1"), "loopback");
  EXPECT_EQ(Kind("::ffff:127.0.0.1"), "loopback");
  EXPECT_EQ(Kind("10.0.0.1"), "private");
  EXPECT_EQ(Kind("172.16.0.1"), "private");
  EXPECT_EQ(Kind("192.168.1.1"), "private");
  EXPECT_EQ(Kind("fd00:ec2::254"), "private");
  EXPECT_EQ(Kind("169.254.169.254"), "link-local");
  EXPECT_EQ(Kind("::ffff:169.254.169.254"), "link-local");
  EXPECT_EQ(Kind("fe80::1"), "link-local");
  EXPECT_EQ(Kind("100.100.100.200"), "carrier-grade NAT");
  EXPECT_EQ(Kind("168.63.129.16"), "cloud metadata");
  EXPECT_EQ(Kind("0.0.0.0"), "unspecified");
  EXPECT_EQ(Kind("::"), "unspecified");
  EXPECT_EQ(Kind("::7f00:1"), "unspecified");
  EXPECT_EQ(Kind("224.0.0.1"), "multicast");
  EXPECT_EQ(Kind("ff02::1"), "multicast");
  EXPECT_EQ(Kind("255.255.255.255"), "reserved");
  EXPECT_EQ(Kind("64:ff9b::7f00:1"), "loopback");
  EXPECT_EQ(Kind("64:ff9b::a00:1"), "private");
  EXPECT_EQ(Kind("2002:7f00:1::"), "6to4");
}

TEST(SpecialPurposeTest, LeavesThePublicInternet) {
  for (std::string_view text : {"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "198.20.0.1",
                                "2606:4700::1111", "64:ff9b::808:808"}) {
    EXPECT_EQ(Kind(text), "") << text;
  }
}

}  // namespace
}  // namespace net
