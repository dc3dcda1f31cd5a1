#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "src/loop/loop.h"

namespace loop {

// A program that is started.
struct Program {
  std::string path;
  std::vector<std::string> arguments;  // the first is its name
  // A descriptor that it has, borrowed, and the number by which it has it. -1: it has none but the
  // three of standard input, output and error, which it shares.
  int given = -1;
  int given_as = 3;
  int output = -1;  // its standard output, borrowed; -1: shared
};

// A child of this process: its end is told to the loop (pidfd_open(2)). Destroying this forgets the
// child and does not end it. Bound to the loop's thread; goes before the loop does.
class Child {
 public:
  // What waitpid(2) says of the end. May destroy the child.
  using OnEnd = absl::AnyInvocable<void(int wait_status)>;

  // Starts a program with all signals at their defaults. Errors name the path.
  static absl::StatusOr<std::unique_ptr<Child>> Start(Loop& loop, const Program& program,
                                                      OnEnd on_end);
  // One that this process has started before it became what it is (execve(2)).
  static absl::StatusOr<std::unique_ptr<Child>> Adopt(Loop& loop, pid_t pid, OnEnd on_end);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const;
  // Sends a signal; nothing after the end.
  void Signal(int number);

 private:
  struct Handle;
  explicit Child(Handle* handle) : handle_(handle) {}

  Handle* handle_;  // frees itself when libuv has closed it
};

}  // namespace loop
