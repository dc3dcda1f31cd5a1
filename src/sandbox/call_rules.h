#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sandbox {

// What one argument of a system call has to be: `argument & mask == value`.
struct ArgumentIs {
  unsigned index = 0;
  uint64_t mask = ~uint64_t{0};
  uint64_t value = 0;
};

// A system call, and what its arguments have to be, all of them. A call may have several rules, of
// which one is enough.
struct CallRule {
  std::string_view name;  // as in syscalls(2)
  std::vector<ArgumentIs> arguments;
};

// The system calls that a serving process may make, whatever their arguments are.
std::span<const std::string_view> AllowedCalls();

// Those that it may make with some arguments. `self` is the process, whom alone it may send
// signals.
std::vector<CallRule> RestrictedCalls(pid_t self);

// Those that a C library tries and does without where the kernel has none: ENOSYS, as an older
// kernel says. What is in none of these lists is EPERM.
std::span<const std::string_view> MissingCalls();

}  // namespace sandbox
