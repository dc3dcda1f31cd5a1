#include "src/net/outbound_policy.h"

#include "gtest/gtest.h"

namespace net {
namespace {

bool Allows(const OutboundPolicy& policy, std::string_view host, std::string_view address) {
  return policy.CheckHost(host).ok() && policy.CheckAddress(host, *IpAddress::Parse(address)).ok();
}

TEST(OutboundPolicyTest, ReachesThePublicInternetAlone) {
  const OutboundPolicy policy;
  EXPECT_TRUE(Allows(policy, "example.com", "93.184.216.34"));
  EXPECT_FALSE(Allows(policy, "example.com", "127.0.0.1"));
  EXPECT_FALSE(Allows(policy, "localhost", "::1"));
  EXPECT_FALSE(Allows(policy, "metadata", "::ffff:169.254.169.254"));
}

TEST(OutboundPolicyTest, SaysWhatWasRefusedAndWhy) {
  const absl::Status status =
      OutboundPolicy().CheckAddress("evil.example", *IpAddress::Parse("10.0.0.7"));
  EXPECT_TRUE(absl::IsPermissionDenied(status));
  EXPECT_EQ(status.message(),
            "connections to evil.example (10.0.0.7) are not allowed: the address is private");
}

TEST(OutboundPolicyTest, LoopbackIsOneMachineAndNotItsNetwork) {
  OutboundPolicy policy;
  policy.loopback = true;
  EXPECT_TRUE(Allows(policy, "localhost", "127.0.0.1"));
  EXPECT_FALSE(Allows(policy, "router", "192.168.0.1"));
}

TEST(OutboundPolicyTest, AllowOpensAddressesAndHosts) {
  OutboundPolicy policy;
  ASSERT_TRUE(policy.allow.Add("10.1.0.0/16").ok());
  ASSERT_TRUE(policy.allow.Add("*.internal.example").ok());
  EXPECT_TRUE(Allows(policy, "a.example", "10.1.2.3"));
  EXPECT_FALSE(Allows(policy, "a.example", "10.2.0.1"));
  EXPECT_TRUE(Allows(policy, "db.internal.example", "192.168.0.1"));
  EXPECT_TRUE(Allows(policy, "db.internal.example.", "192.168.0.1"));
  EXPECT_FALSE(Allows(policy, "internal.example", "192.168.0.1"));
  EXPECT_FALSE(Allows(policy, "notinternal.example", "192.168.0.1"));
}

TEST(OutboundPolicyTest, DenyGoesFirst) {
  OutboundPolicy policy;
  policy.reach = OutboundPolicy::Reach::kAll;
  ASSERT_TRUE(policy.allow.Add("10.0.0.0/8").ok());
  ASSERT_TRUE(policy.deny.Add("10.0.0.9").ok());
  ASSERT_TRUE(policy.deny.Add("Bad.example").ok());
  EXPECT_TRUE(Allows(policy, "a.example", "10.0.0.8"));
  EXPECT_FALSE(Allows(policy, "a.example", "10.0.0.9"));
  EXPECT_FALSE(Allows(policy, "a.example", "::ffff:10.0.0.9"));
  EXPECT_FALSE(Allows(policy, "bad.example", "8.8.8.8"));
  EXPECT_FALSE(Allows(policy, "bad.example.", "8.8.8.8"));
}

TEST(OutboundPolicyTest, NoneReachesWhatIsListedAlone) {
  OutboundPolicy policy;
  policy.reach = OutboundPolicy::Reach::kNone;
  EXPECT_FALSE(policy.CheckHost("example.com").ok());
  ASSERT_TRUE(policy.allow.Add("api.example").ok());
  EXPECT_TRUE(Allows(policy, "api.example", "10.0.0.1"));
  EXPECT_FALSE(Allows(policy, "example.com", "8.8.8.8"));
}

TEST(HostListTest, RefusesWhatIsNoHost) {
  HostList list;
  for (std::string_view entry :
       {"", "*", "*.", "http://a", "a b", "10.0.0.0/99", "1.2.3", "a..b", "a.*.b"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(list.Add(entry))) << entry;
  }
}

}  // namespace
}  // namespace net
