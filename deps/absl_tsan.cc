// Shows abseil's locks to ThreadSanitizer. Debian's archives are not instrumented, and a lock of
// abseil is made of atomics and a futex, so that the sanitizer would see no lock at all. The linker
// (--wrap in BUILD.bazel) sends every call of these seven functions here.
//
// abseil calls the condition that a thread waits for while it holds the lock, in that thread and in
// whoever unlocks: before the sanitizer is told of the locking, or after it was told of the
// unlocking. What conditions read is not looked at.

extern "C" {

void __tsan_acquire(void* address);
void __tsan_release(void* address);
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);

void __real__ZN4absl8debian105Mutex4lockEv(void* mutex);
void __real__ZN4absl8debian105Mutex6unlockEv(void* mutex);
// The time-out is a class of one integer.
bool __real__ZN4absl8debian105Mutex11AwaitCommonERKNS0_9ConditionENS0_24synchronization_internal13KernelTimeoutE(
    void* mutex, const void* condition, unsigned long timeout);
bool __real__ZN4absl8debian105Mutex14LockWhenCommonERKNS0_9ConditionENS0_24synchronization_internal13KernelTimeoutEb(
    void* mutex, const void* condition, unsigned long timeout, bool write);
bool __real__ZN4absl8debian107CondVar10WaitCommonEPNS0_5MutexENS0_24synchronization_internal13KernelTimeoutE(
    void* variable, void* mutex, unsigned long timeout);
void __real__ZN4absl8debian1012Notification6NotifyEv(void* notification);
void __real__ZNK4absl8debian1012Notification19WaitForNotificationEv(void* notification);

void __wrap__ZN4absl8debian105Mutex4lockEv(void* mutex) {
  __real__ZN4absl8debian105Mutex4lockEv(mutex);
  __tsan_acquire(mutex);
}

void __wrap__ZN4absl8debian105Mutex6unlockEv(void* mutex) {
  __tsan_release(mutex);
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  __real__ZN4absl8debian105Mutex6unlockEv(mutex);
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
}

bool __wrap__ZN4absl8debian105Mutex11AwaitCommonERKNS0_9ConditionENS0_24synchronization_internal13KernelTimeoutE(
    void* mutex, const void* condition, unsigned long timeout) {
  __tsan_release(mutex);
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  const bool met =
      __real__ZN4absl8debian105Mutex11AwaitCommonERKNS0_9ConditionENS0_24synchronization_internal13KernelTimeoutE(
          mutex, condition, timeout);
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  __tsan_acquire(mutex);
  return met;
}

bool __wrap__ZN4absl8debian105Mutex14LockWhenCommonERKNS0_9ConditionENS0_24synchronization_internal13KernelTimeoutEb(
    void* mutex, const void* condition, unsigned long timeout, bool write) {
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  const bool met =
      __real__ZN4absl8debian105Mutex14LockWhenCommonERKNS0_9ConditionENS0_24synchronization_internal13KernelTimeoutEb(
          mutex, condition, timeout, write);
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  __tsan_acquire(mutex);
  return met;
}

// Unlocks the mutex while it waits, and locks it again.
bool __wrap__ZN4absl8debian107CondVar10WaitCommonEPNS0_5MutexENS0_24synchronization_internal13KernelTimeoutE(
    void* variable, void* mutex, unsigned long timeout) {
  __tsan_release(mutex);
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  const bool timed_out =
      __real__ZN4absl8debian107CondVar10WaitCommonEPNS0_5MutexENS0_24synchronization_internal13KernelTimeoutE(
          variable, mutex, timeout);
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  __tsan_acquire(mutex);
  return timed_out;
}

void __wrap__ZN4absl8debian1012Notification6NotifyEv(void* notification) {
  __tsan_release(notification);
  __real__ZN4absl8debian1012Notification6NotifyEv(notification);
}

void __wrap__ZNK4absl8debian1012Notification19WaitForNotificationEv(void* notification) {
  __real__ZNK4absl8debian1012Notification19WaitForNotificationEv(notification);
  __tsan_acquire(notification);
}
}
