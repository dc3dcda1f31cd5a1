#pragma once

#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace host {

// Where people read: standard output and standard error, or whatever stands in for them. Each call
// writes its text in one piece. Any thread.
class Console {
 public:
  // The descriptors are borrowed. `colour`: whether a person at a terminal wants colours.
  Console(int out, int err, bool colour) : out_(out), err_(err), colour_(colour) {}

  void Out(std::string_view text);
  void Error(std::string_view text);

  // While it is silent, nothing is written.
  void SetSilent(bool silent);

  bool colour() const { return colour_; }
  // `text` in a colour of ECMA-48 ("31" is red), if colours are wanted.
  std::string Paint(std::string_view colour, std::string_view text) const;

 private:
  void Write(int to, std::string_view text);

  const int out_;
  const int err_;
  const bool colour_;
  absl::Mutex mutex_;  // keeps pieces apart
  bool silent_ ABSL_GUARDED_BY(mutex_) = false;
};

// `text` on one line and safe for a terminal: control characters as \n, \t or \x1b, quotes and
// backslashes as they are.
std::string OneLine(std::string_view text);

// `text` between quotes on one line, as logfmt and JSON write it.
std::string Quoted(std::string_view text);

}  // namespace host
