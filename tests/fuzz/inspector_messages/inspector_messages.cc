// Reads text as messages between debuggers and V8: what is changed stays JSON, and all else is
// passed on as it is.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/log/check.h"
#include "src/host/inspector_messages.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> to_v8 = host::MessagesToV8(text);
  CHECK(!to_v8.empty());
  // What was changed once has all that it needs, and may be changed again.
  if (to_v8.size() == 1 && to_v8[0] != text) {
    CHECK_EQ(to_v8[0].front(), '{');
    CHECK_EQ(host::MessagesToV8(to_v8[0]).size(), 1u);
  } else {
    CHECK_EQ(to_v8[0], text);
  }
  const std::optional<std::string> told =
      host::MessageToDebugger(text, [](std::string_view) { return "data:,"; });
  if (told.has_value() && *told != text) CHECK_EQ(told->front(), '{');
  return 0;
}

std::vector<std::string> FuzzSeeds() {
  return fuzz::ReadCorpus("tests/fuzz/inspector_messages/corpus");
}

std::vector<std::string> FuzzWords() {
  return {"{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\u0000",
          "null",
          "-1000003",
          "1e400",
          "\"id\"",
          "\"method\"",
          "\"params\"",
          "\"patterns\"",
          "\"url\"",
          "\"callFrames\"",
          "\"Debugger.enable\"",
          "\"Debugger.setBlackboxPatterns\"",
          "{\"method\":\"Debugger.scriptParsed\",\"params\":",
          "{\"id\":-1000003,",
          "\xff"};
}
