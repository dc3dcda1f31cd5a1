#include "src/host/local_origin.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace host {
namespace {

TEST(IsSameOrigin, SchemeHostAndPort) {
  EXPECT_TRUE(IsSameOrigin("http://localhost:8787", "localhost:8787"));
  EXPECT_TRUE(IsSameOrigin("https://localhost:8787", "LOCALHOST:8787"));
  for (const char* other : {"", "null", "http://localhost", "http://localhost:8788",
                            "http://example.com", "ftp://localhost:8787", "localhost:8787"}) {
    EXPECT_FALSE(IsSameOrigin(other, "localhost:8787")) << other;
  }
}

class CheckLocalRequestTest : public testing::Test {
 protected:
  LocalRefusal Check(std::string method, std::string host,
                     std::vector<std::pair<std::string, std::string>> fields = {}) {
    http::RequestHead head;
    head.method = std::move(method);
    head.authority = std::move(host);
    for (const auto& [name, value] : fields) head.headers.Add(name, value);
    return CheckLocalRequest(head);
  }
};

TEST_F(CheckLocalRequestTest, WhoMayRead) {
  EXPECT_EQ(Check("GET", "localhost:1"), LocalRefusal::kNone);
  EXPECT_EQ(Check("HEAD", "localhost:1"), LocalRefusal::kNone);
  EXPECT_EQ(Check("GET", "localhost:1", {{"origin", "http://localhost:1"}}), LocalRefusal::kNone);
  EXPECT_EQ(Check("GET", "example.com"), LocalRefusal::kHost);
  EXPECT_EQ(Check("GET", "localhost:1", {{"origin", "http://localhost:2"}}), LocalRefusal::kHost)
      << "another server on this machine";
}

TEST_F(CheckLocalRequestTest, WhoMayWrite) {
  for (const char* method : {"PUT", "POST", "DELETE", "OPTIONS"}) {
    EXPECT_EQ(Check(method, "localhost:1"), LocalRefusal::kForged);
    EXPECT_EQ(Check(method, "localhost:1", {{"x-atoll-local", "1"}}), LocalRefusal::kForged);
    EXPECT_EQ(Check(method, "localhost:1", {{"origin", "http://localhost:1"}}),
              LocalRefusal::kForged);
    EXPECT_EQ(
        Check(method, "localhost:1", {{"origin", "http://localhost:1"}, {"X-Atoll-Local", "1"}}),
        LocalRefusal::kNone);
    EXPECT_EQ(Check(method, "localhost:1", {{"origin", "null"}, {"x-atoll-local", "1"}}),
              LocalRefusal::kHost);
  }
}

}  // namespace
}  // namespace host
