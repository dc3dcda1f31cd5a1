#pragma once

#include <sys/types.h>

#include <memory>

#include "src/engine/turn_zone.h"

namespace engine {

// The last resort against a turn that V8 cannot end: its thread is stopped where it is, for ever,
// and everything but its isolate goes on without it.
//
// A thread is only stopped where it can hold no lock that others want. It is in a turn, and not in
// code of ours that V8 has called (TurnZone::natives). It holds no lock of pthread's, V8's and
// ICU's among them (base::ThreadCounts). And it is not at an instruction of the C library, of the
// dynamic linker or of this program, so it holds none of the locks that these have for themselves,
// malloc's before all: they do not call others while they hold one. Where that is not so, a thread
// that was asked to stop goes on and is asked again, and one that cannot go on ends the process.

// Has the process's fatal signals (SIGTRAP, SIGILL, SIGSEGV, SIGBUS) and abort(3) stop a thread
// that may be stopped, and end the process otherwise, as ever. Once, before there are threads.
void InstallParking();

// Stops the calling thread, if it may be; called by V8 where it would end the process.
void ParkOrReturn(Parked why);

// Asks a thread of this process to stop where it is. Whoever calls it knows that the thread lives,
// and looks at TurnZone::parked afterwards. // any thread
void AskToPark(pid_t thread);

// A stack for signal handlers, for a thread whose own may be used up. Made and destroyed by the
// thread.
class SignalStack {
 public:
  SignalStack();
  ~SignalStack();
  SignalStack(const SignalStack&) = delete;

 private:
  std::unique_ptr<char[]> memory_;
};

}  // namespace engine
