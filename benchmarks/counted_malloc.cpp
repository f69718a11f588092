// The malloc of the benchmark programs, which counts and passes on to glibc's: see counted_malloc.hpp.
#include "counted_malloc.hpp"

#include <atomic>

namespace {
std::atomic<std::size_t> count{0};
}  // namespace

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t members, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size) {
  count.fetch_add(1, std::memory_order_relaxed);
  return __libc_malloc(size);
}
void* calloc(std::size_t members, std::size_t size) {
  count.fetch_add(1, std::memory_order_relaxed);
  return __libc_calloc(members, size);
}
void* realloc(void* memory, std::size_t size) {
  count.fetch_add(1, std::memory_order_relaxed);
  return __libc_realloc(memory, size);
}
}

std::size_t signet_bench::allocations() noexcept { return count.load(std::memory_order_relaxed); }
