#pragma once

#include "src/worker/outcome.h"

namespace host {

// Which invocations get a line in the log.
enum class LogInvocations { kAll, kProblems, kNone };
enum class LogFormat { kHuman, kJson };

struct LogOptions {
  LogInvocations invocations = LogInvocations::kProblems;
  LogFormat format = LogFormat::kHuman;
};

// Whether an invocation that ended so gets a line. A client that goes away is no problem.
constexpr bool WantsLine(LogInvocations invocations, worker::Outcome outcome) {
  switch (invocations) {
    case LogInvocations::kAll:
      return true;
    case LogInvocations::kProblems:
      return outcome != worker::Outcome::kOk && outcome != worker::Outcome::kCanceled;
    case LogInvocations::kNone:
      return false;
  }
  return false;
}

}  // namespace host
