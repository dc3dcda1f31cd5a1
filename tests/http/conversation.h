#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace http_test {

// One thing that a conversation's client does, or waits for.
struct Step {
  enum class Kind {
    kSend,     // `text` to the server
    kExpect,   // exactly `text` from the server, Date fields aside
    kRefused,  // an answer with status `number` and Connection: close, then the end
    kEvent,    // `text` in the handlers' journal
    kClosed,   // the server sends nothing more and closes
    kHandled,  // `number` requests have reached a handler
    kPause,    // lets the server take what was sent
    kEnd,      // the client sends no more, and still reads
    kReset,    // the client resets the connection
    kBroken,   // the server resets it, wherever its answer is
    kStall,    // the client reads no more
    kDrain,    // the server is told to stop when it can
  };
  Kind kind;
  int line = 0;  // in the Markdown file, from 1
  std::string text;
  int number = 0;
};

// A fenced block of a Markdown file: one connection, from its start to its end.
struct Conversation {
  std::string name;  // the heading it stands below, as an identifier: "A_method_is_a_token"
  int line = 0;
  std::map<std::string, int64_t> options;  // of the server, by the names of http::ServerOptions
  std::vector<Step> steps;

  // Requests that reach a handler: as the last kHandled says, or as many as there are final
  // responses spelled out.
  int ExpectedRequests() const;
  // All that the client sends.
  std::string Sent() const;
};

// Reads the conversations of a Markdown file (the format is README.md's). Errors begin with
// "FILE:LINE: ".
absl::StatusOr<std::vector<Conversation>> ParseConversations(std::string_view file,
                                                             std::string_view markdown);

// The status lines of final responses (no 1xx but 101) in what a server sent.
int CountFinalResponses(std::string_view octets);

}  // namespace http_test
