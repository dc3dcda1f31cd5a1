#include "src/http/head_scanner.h"

#include <string>

#include "gtest/gtest.h"

namespace http {
namespace {

using Result = HeadScanner::Result;

constexpr HeadScanner::Limits kLimits = {100, 3, 30};

// Scans `text` as it grows octet by octet, each time at another place, up to the first result.
Result ScanGrowing(HeadScanner& scanner, const std::string& text) {
  Result result = Result::kPartial;
  for (size_t size = 1; size <= text.size() && result == Result::kPartial; ++size) {
    const std::string grown = text.substr(0, size);
    result = scanner.Scan(grown);
  }
  return result;
}

int StatusOf(const std::string& text) {
  HeadScanner whole(kLimits), growing(kLimits);
  const Result result = whole.Scan(text);
  EXPECT_EQ(ScanGrowing(growing, text), result) << text;
  if (result != Result::kRefused) return 0;
  EXPECT_EQ(whole.refusal().status, growing.refusal().status) << text;
  return whole.refusal().status;
}

TEST(HeadScanner, FindsTheEnd) {
  const std::string head = "GET /a HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n";
  const std::string text = "\r\n" + head + "GET ";
  HeadScanner scanner(kLimits);
  ASSERT_EQ(scanner.Scan(text), Result::kComplete);
  EXPECT_EQ(scanner.begin(), 2u);
  EXPECT_EQ(scanner.end(), 2 + head.size());
  EXPECT_EQ(scanner.fields(), 2u);
  EXPECT_EQ(scanner.request_line().target, "/a");
}

TEST(HeadScanner, GoesOnWhereItWas) {
  const std::string head = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  HeadScanner scanner(kLimits);
  for (int i = 0; i < 2; ++i) {
    for (size_t size = 1; size < head.size(); ++size) {
      const std::string grown = head.substr(0, size);
      ASSERT_EQ(scanner.Scan(grown), Result::kPartial) << size;
    }
    ASSERT_EQ(scanner.Scan(head), Result::kComplete);
    EXPECT_EQ(scanner.end(), head.size());
    EXPECT_EQ(scanner.request_line().method.data(), head.data());
    scanner.Reset();
  }
}

TEST(HeadScanner, WantsCrLf) {
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nHost: a\n\r\n"), 400);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nHost: a\r\n\n"), 400);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\nHost: a\r\n\r\r\n"), 400);
  EXPECT_EQ(StatusOf("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
}

TEST(HeadScanner, DoesNotWaitForWhatIsNoRequest) {
  EXPECT_EQ(StatusOf("\x16\x03\x01"), 400);
  EXPECT_EQ(StatusOf(" "), 400);
  EXPECT_EQ(StatusOf("GET /"), 0);
}

TEST(HeadScanner, HasLimits) {
  const std::string line = "GET / HTTP/1.1\r\n";
  const size_t rest = kLimits.max_bytes - line.size() - std::string("X: \r\n\r\n").size();
  EXPECT_EQ(StatusOf(line + "X: " + std::string(rest, 'x') + "\r\n\r\n"), 0);
  EXPECT_EQ(StatusOf(line + "X: " + std::string(rest + 1, 'x') + "\r\n\r\n"), 431);
  EXPECT_EQ(StatusOf(line + "X: " + std::string(200, 'x')), 431);
  EXPECT_EQ(StatusOf(line + "A: 1\r\nB: 1\r\nC: 1\r\n\r\n"), 0);
  EXPECT_EQ(StatusOf(line + "A: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n\r\n"), 431);
  EXPECT_EQ(StatusOf("GET /" + std::string(200, 'x')), 414);
}

TEST(HeadScanner, CountsEmptyLines) {
  std::string lines;
  for (int i = 0; i < 51; ++i) lines += "\r\n";
  EXPECT_EQ(StatusOf(lines), 431);
}

}  // namespace
}  // namespace http
