// Shows abseil's locks to ThreadSanitizer. Debian's archives are not instrumented, and a lock of
// abseil is made of atomics and a futex, so that the sanitizer would see no lock at all. The linker
// (--wrap in BUILD.bazel) sends every call of these four functions here.

extern "C" {

void __tsan_acquire(void* address);
void __tsan_release(void* address);

void __real__ZN4absl8debian105Mutex4lockEv(void* mutex);
void __real__ZN4absl8debian105Mutex6unlockEv(void* mutex);
void __real__ZN4absl8debian1012Notification6NotifyEv(void* notification);
void __real__ZNK4absl8debian1012Notification19WaitForNotificationEv(void* notification);

void __wrap__ZN4absl8debian105Mutex4lockEv(void* mutex) {
  __real__ZN4absl8debian105Mutex4lockEv(mutex);
  __tsan_acquire(mutex);
}

void __wrap__ZN4absl8debian105Mutex6unlockEv(void* mutex) {
  __tsan_release(mutex);
  __real__ZN4absl8debian105Mutex6unlockEv(mutex);
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
