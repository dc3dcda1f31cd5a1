#pragma once

#include <thread>

#include "absl/log/absl_check.h"

namespace base {

// A base for types that belong to one thread at a time, such as a lane and all that lives on it.
//
// Inherit privately, and call CheckThread() in the methods that matter; in builds without
// ATOLL_CHECK_THREADS the check costs nothing.
class ThreadBound {
 protected:
#ifdef ATOLL_CHECK_THREADS
  // Aborts when the caller is not the owning thread.
  void CheckThread() const { ABSL_CHECK(owner_ == std::this_thread::get_id()); }
  // Makes the caller the owner: called by whoever moves the object to another thread.
  void BindToThisThread() { owner_ = std::this_thread::get_id(); }

 private:
  std::thread::id owner_ = std::this_thread::get_id();
#else
  void CheckThread() const {}
  void BindToThisThread() {}
#endif
};

}  // namespace base
