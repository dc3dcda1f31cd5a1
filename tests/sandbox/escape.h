#pragma once

// What code that has broken out of V8 might try, as system calls. Without a library of C++, so that
// a shared object of it can be loaded into any program.
namespace escape {

struct Places {
  const char* outside = "";  // a folder of the tester's, which the process may not write to
  const char* inside = "";   // one that it may write to
  int stranger = 0;          // a process that is not the caller
};

struct Attempt {
  const char* name;
  // 0 when it was done, else errno.
  int (*run)(const Places& places);
};

// Each must be refused with EPERM or EACCES, or ENOSYS as if the kernel had none.
extern const Attempt kForbidden[];
extern const int kForbiddenCount;

// Each must be done: what V8, libuv, the store and whoever handles a crash need.
extern const Attempt kNeeded[];
extern const int kNeededCount;

}  // namespace escape
