#pragma once

#include <functional>
#include <memory>

#include "src/loop/descriptor.h"
#include "src/loop/loop.h"
#include "src/loop/readable.h"
#include "src/loop/signals.h"

namespace cli {

// The terminal at which a person types single keys (termios(3)): they are read at once and not
// shown, while keys that send signals go on to do so. It is as it was before when this goes, when
// the process is stopped (SIGTSTP), and when a signal ends it that none can catch again; SIGKILL
// alone leaves it. At most one at a time. Bound to the loop's thread; goes before the loop does.
class KeyTerminal {
 public:
  // Null unless standard input and output are terminals. `on_key` is called for each key, `on_gone`
  // once when the terminal has gone. Make it when all that handles SIGSEGV and the like is there.
  static std::unique_ptr<KeyTerminal> Take(loop::Loop& loop, std::function<void(char)> on_key,
                                           std::function<void()> on_gone);
  ~KeyTerminal();

 private:
  KeyTerminal(loop::Loop& loop, loop::Descriptor input, std::function<void(char)> on_key,
              std::function<void()> on_gone);
  // Reads keys, if this process is in the terminal's foreground.
  void Begin();
  void OnInput();
  void OnSignal(int signal);

  loop::Loop& loop_;
  const loop::Descriptor input_;
  const std::function<void(char)> on_key_;
  const std::function<void()> on_gone_;
  std::unique_ptr<loop::Readable> readable_;  // null: keys are not read
  std::unique_ptr<loop::Signals> signals_;
};

}  // namespace cli
