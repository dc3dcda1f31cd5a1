// The inputs that the fuzzers of HTTP begin with: what the clients of the conversations send.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/log/check.h"
#include "tests/fuzz/fuzz.h"
#include "tests/http/conversation.h"

std::vector<std::string> FuzzSeeds() {
  constexpr size_t kLongest = 4000;
  std::vector<std::string> seeds;
  for (const auto& entry : std::filesystem::directory_iterator("tests/http")) {
    if (entry.path().extension() != ".md") continue;
    std::ifstream file(entry.path());
    std::string text{std::istreambuf_iterator<char>(file), {}};
    auto conversations = http_test::ParseConversations(entry.path().string(), text);
    CHECK_OK(conversations);
    for (const http_test::Conversation& conversation : *conversations) {
      std::string sent = conversation.Sent();
      if (!sent.empty() && sent.size() <= kLongest) seeds.push_back(std::move(sent));
    }
  }
  std::sort(seeds.begin(), seeds.end());
  return seeds;
}

std::vector<std::string> FuzzWords() {
  return {"\r\n",
          "\r\n\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          ":",
          ",",
          ";",
          "\"",
          std::string(1, '\0'),
          "\x0b",
          "\x7f",
          "\xff",
          "0\r\n\r\n",
          "5\r\nhello\r\n",
          "ffffffffffffffff\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\n",
          "HEAD ",
          "CONNECT ",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          " HTTP/1.0\r\n",
          "http://a/",
          "*",
          "Host: b\r\n",
          "Content-Length: 5\r\n",
          "Content-Length: 0\r\n",
          "Content-Length: 99999999999999999999\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip, chunked\r\n",
          "Connection: close\r\n",
          "Connection: keep-alive\r\n",
          "Connection: Upgrade\r\nUpgrade: h2c\r\n",
          "Expect: 100-continue\r\n",
          "X: y\r\n"};
}
