#include "src/host/own_host.h"

#include <gtest/gtest.h>

namespace host {
namespace {

bool IsOwn(std::string_view host, std::string_view origin = "", std::string_view address = "") {
  http::RequestHead head;
  head.authority = std::string(host);
  if (!origin.empty()) head.headers.Add("origin", origin);
  return IsForOwnHost(head, address);
}

TEST(IsForOwnHost, TakesNamesAndAddressesOfThisMachine) {
  for (const char* host : {"localhost", "LOCALHOST:8787", "127.0.0.1:1", "[::1]", "[::1]:8787",
                           "shop.localhost:8787"}) {
    EXPECT_TRUE(IsOwn(host)) << host;
  }
  for (const char* host :
       {"", ":80", "example.com", "localhost.example.com", "127.0.0.1.example.com", "[::1", "[::2]",
        "10.0.0.1", "notlocalhost", "localhost@example.com"}) {
    EXPECT_FALSE(IsOwn(host)) << host;
  }
}

TEST(IsForOwnHost, LooksAtTheOrigin) {
  EXPECT_TRUE(IsOwn("localhost", "http://localhost:3000"));
  EXPECT_TRUE(IsOwn("localhost", "https://127.0.0.1"));
  for (const char* origin : {"http://example.com", "null", "file://localhost", "http://"}) {
    EXPECT_FALSE(IsOwn("localhost", origin)) << origin;
  }
}

TEST(IsForOwnHost, TakesTheAddressThatTheServerListensOn) {
  EXPECT_TRUE(IsOwn("10.0.0.1:8787", "http://10.0.0.1:8787", "10.0.0.1"));
  EXPECT_FALSE(IsOwn("10.0.0.2:8787", "", "10.0.0.1"));
  EXPECT_TRUE(IsOwn("[fd00::1]:8787", "", "fd00::1"));
  EXPECT_TRUE(IsOwn("[fd00::1]:8787", "", "FD00::1"));
}

}  // namespace
}  // namespace host
