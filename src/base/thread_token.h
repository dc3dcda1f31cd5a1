#pragma once

namespace base {

// A value that tells the calling thread from all others that run. Never null.
inline const void* ThreadToken() {
  thread_local const char token = 0;
  return &token;
}

}  // namespace base
