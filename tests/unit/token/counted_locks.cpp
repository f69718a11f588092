// The lock functions of this test program, which count and pass on to the C library's.
#include "unit/token/counted_locks.hpp"

#include <dlfcn.h>
#include <pthread.h>

#include <cstring>

namespace {

thread_local signet_test::Locks taken;

void count(const void* caller) noexcept {
  Dl_info object;
  const bool known = dladdr(caller, &object) != 0 && object.dli_fname != nullptr;
  ++(known && std::strstr(object.dli_fname, "libcrypto") != nullptr ? taken.by_openssl : taken.by_others);
}

template <class Function>
Function* next(const char* name) noexcept {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

signet_test::Locks signet_test::locks_taken() noexcept { return taken; }

extern "C" {
int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  static int (*const lock)(pthread_mutex_t*) = next<int(pthread_mutex_t*)>("pthread_mutex_lock");
  count(__builtin_return_address(0));
  return lock(mutex);
}
int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
  static int (*const lock)(pthread_mutex_t*) = next<int(pthread_mutex_t*)>("pthread_mutex_trylock");
  count(__builtin_return_address(0));
  return lock(mutex);
}
int pthread_rwlock_rdlock(pthread_rwlock_t* both) noexcept {
  static int (*const lock)(pthread_rwlock_t*) = next<int(pthread_rwlock_t*)>("pthread_rwlock_rdlock");
  count(__builtin_return_address(0));
  return lock(both);
}
int pthread_rwlock_wrlock(pthread_rwlock_t* both) noexcept {
  static int (*const lock)(pthread_rwlock_t*) = next<int(pthread_rwlock_t*)>("pthread_rwlock_wrlock");
  count(__builtin_return_address(0));
  return lock(both);
}
int pthread_spin_lock(pthread_spinlock_t* spin) noexcept {
  static int (*const lock)(pthread_spinlock_t*) = next<int(pthread_spinlock_t*)>("pthread_spin_lock");
  count(__builtin_return_address(0));
  return lock(spin);
}
}
