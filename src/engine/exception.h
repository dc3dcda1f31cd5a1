#pragma once

#include <cstdint>
#include <string>

namespace engine {

// What is known of an exception that JavaScript threw and nobody caught.
struct Exception {
  std::string message;      // "TypeError: x is not a function"
  std::string stack;        // message and frames, as Error.prototype.stack has it; may be empty
  std::string file;         // where it was thrown, or where the syntax error is; may be empty
  int line = 0;             // from 1; 0: not known
  int column = 0;           // from 1
  std::string source_line;  // the text of that line

  // "file:line:column: message", the source line, and a caret under the column.
  std::string Describe() const;

  bool operator==(const Exception&) const = default;
};

// A promise that was rejected and that nobody waits for.
struct UnhandledRejection {
  uint32_t scope;  // in whose asynchronous context it was rejected; 0: in none
  Exception reason;
};

}  // namespace engine
