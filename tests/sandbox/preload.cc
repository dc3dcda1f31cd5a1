// Loaded into a server (LD_PRELOAD): on SIGRTMIN + 5, tries what the sandbox must refuse, in the
// thread that the signal comes to, and says how each attempt ended on standard error. It is what a
// worker might do that had broken out of V8.

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/sandbox/escape.h"

namespace {

void Say(const char* what, const char* name, int error) {
  char line[256];
  const int size = snprintf(line, sizeof(line), "escape %s %d %s\n", what, error, name);
  (void)!write(STDERR_FILENO, line, static_cast<size_t>(size));
}

void TryAll(int) {
  escape::Places places;
  places.outside = getenv("ESCAPE_OUTSIDE");
  places.inside = getenv("ESCAPE_INSIDE");
  places.stranger = atoi(getenv("ESCAPE_STRANGER"));
  for (int i = 0; i < escape::kForbiddenCount; ++i) {
    Say("forbidden", escape::kForbidden[i].name, escape::kForbidden[i].run(places));
  }
  for (int i = 0; i < escape::kNeededCount; ++i) {
    Say("needed", escape::kNeeded[i].name, escape::kNeeded[i].run(places));
  }
  Say("done", "", 0);
}

[[gnu::constructor]] void Begin() {
  if (getenv("ESCAPE_OUTSIDE") == nullptr) return;
  struct sigaction action = {};
  action.sa_handler = TryAll;
  action.sa_flags = SA_RESTART;
  sigaction(SIGRTMIN + 5, &action, nullptr);
}

}  // namespace
