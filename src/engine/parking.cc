#include "src/engine/parking.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace engine {
namespace {

constexpr size_t kSignalStackBytes = size_t{64} << 10;
constexpr int kFatalSignals[] = {SIGTRAP, SIGILL, SIGSEGV, SIGBUS};

// No library uses it, nor does the C library for itself.
int ParkSignal() { return SIGRTMIN + 4; }

struct CodeRange {
  uintptr_t begin = 0;
  uintptr_t end = 0;
};

// The code in which a thread may hold locks that nobody counts. Written by InstallParking, before
// there is anybody who reads it.
struct LockingCode {
  std::array<CodeRange, 16> ranges;
  size_t count = 0;

  bool Has(uintptr_t address) const {
    return std::any_of(ranges.begin(), ranges.begin() + static_cast<ptrdiff_t>(count),
                       [address](const CodeRange& range) {
                         return address >= range.begin && address < range.end;
                       });
  }
};
constinit LockingCode locking_code;

bool HasLocks(std::string_view file) {
  const std::string_view name = file.substr(file.rfind('/') + 1);
  return name.empty() ||  // the program
         name.starts_with("libc.so") || name.starts_with("libc-") || name.starts_with("ld-") ||
         name.starts_with("libpthread") || name.starts_with("linux-vdso");
}

int AddLockingCode(dl_phdr_info* info, size_t, void*) {
  if (!HasLocks(info->dlpi_name)) return 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD || (header.p_flags & PF_X) == 0) continue;
    if (locking_code.count == locking_code.ranges.size()) break;
    const uintptr_t begin = info->dlpi_addr + header.p_vaddr;
    locking_code.ranges[locking_code.count++] = {begin, begin + header.p_memsz};
  }
  return 0;
}

uintptr_t ProgramCounter(void* context) {
  const mcontext_t& machine = static_cast<ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  return static_cast<uintptr_t>(machine.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return static_cast<uintptr_t>(machine.pc);
#else
#error "unknown machine"
#endif
}

// Whether the calling thread, whose code is at `address`, holds nothing that others want.
bool MayStop(uintptr_t address) {
  const TurnZone& zone = own_turn_zone;
  return zone.parkable.load(std::memory_order_relaxed) &&
         zone.natives.load(std::memory_order_relaxed) == 0 &&
         base::OwnCounts().locks.load(std::memory_order_relaxed) == 0 && !locking_code.Has(address);
}

// Only what a signal handler may do (signal-safety(7)).
[[noreturn]] void Stop(Parked why) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  own_turn_zone.parked.store(why, std::memory_order_release);
  for (;;) pause();
}

void OnFatal(int signal, siginfo_t*, void* context) {
  if (MayStop(ProgramCounter(context))) {
    // V8 has written why, without an end of the line.
    (void)!write(STDERR_FILENO, "\n", 1);
    Stop(signal == SIGSEGV || signal == SIGBUS ? Parked::kFault : Parked::kMemory);
  }
  // As if it had never been handled: it comes again when this returns.
  ::signal(signal, SIG_DFL);
  syscall(SYS_tgkill, getpid(), static_cast<pid_t>(syscall(SYS_gettid)), signal);
}

void OnAsked(int, siginfo_t*, void* context) {
  if (MayStop(ProgramCounter(context))) Stop(Parked::kStuck);
}

void Handle(int signal, void (*handler)(int, siginfo_t*, void*)) {
  struct sigaction action = {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

void InstallParking() {
  locking_code.count = 0;
  dl_iterate_phdr(&AddLockingCode, nullptr);
  for (int signal : kFatalSignals) Handle(signal, &OnFatal);
  Handle(ParkSignal(), &OnAsked);
}

void ParkOrReturn(Parked why) {
  if (MayStop(0)) Stop(why);
}

void AskToPark(pid_t thread) { syscall(SYS_tgkill, getpid(), thread, ParkSignal()); }

SignalStack::SignalStack() {
  stack_t before = {};
  // A sanitizer has given the thread one.
  if (sigaltstack(nullptr, &before) == 0 && (before.ss_flags & SS_DISABLE) == 0) return;
  memory_ = std::make_unique_for_overwrite<char[]>(kSignalStackBytes);
  stack_t stack = {};
  stack.ss_sp = memory_.get();
  stack.ss_size = kSignalStackBytes;
  sigaltstack(&stack, nullptr);
}

SignalStack::~SignalStack() {
  if (memory_ == nullptr) return;
  stack_t none = {};
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
}

}  // namespace engine

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// The C library's takes a lock first, and whoever else aborts would wait for that for ever. Its own
// calls, such as malloc's when its heap is damaged, do not come here.
extern "C" [[noreturn]] void abort() noexcept {
  const auto caller = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  if (engine::MayStop(caller)) engine::Stop(engine::Parked::kMemory);
  reinterpret_cast<void (*)()>(dlsym(RTLD_NEXT, "abort"))();
  _exit(128 + SIGABRT);
}
#endif
