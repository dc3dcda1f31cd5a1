#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "src/sandbox/spawn_message.h"

namespace sandbox {

// A form that an argument may have.
struct ArgumentRule {
  enum class Kind {
    kWord,      // `text` itself
    kBelow,     // `text` and an absolute path below `folder`: "--outdir=/tmp/a/b"
    kRelative,  // "./" and a path that does not leave its folder
    kName,      // neither an option nor a path
  };
  Kind kind = Kind::kWord;
  std::string text = "";
  std::string folder = "";
};

// A program that may be started, and how.
struct ProgramRule {
  std::string program;                    // its path, as the first argument says it
  std::vector<std::string> leading = {};  // the arguments after that, as they have to be
  std::vector<ArgumentRule> others = {};  // each further argument has one of these forms
  std::vector<std::string> folders = {};  // it runs in one of these, or below; empty: in "/"
};

// Whether one of the rules allows what is asked for; kPermissionDenied says what no rule allows.
// Paths are compared as text: what a symbolic link leads to is for the kernel to refuse.
absl::Status CheckProgram(const std::vector<ProgramRule>& rules, const SpawnRequest& request);

}  // namespace sandbox
