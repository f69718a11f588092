// The operator new of this test program, which meters and fails.
#include "unit/session/metered_new.hpp"

#include <malloc.h>

#include <cstdint>
#include <cstdlib>
#include <new>

namespace {
thread_local std::size_t in_use = 0;
thread_local std::size_t calls = 0;
thread_local std::size_t calls_left = SIZE_MAX;
}  // namespace

std::size_t signet::test::bytes_in_use() noexcept { return in_use; }
std::size_t signet::test::allocations() noexcept { return calls; }
void signet::test::fail_after(std::size_t more) noexcept { calls_left = more; }
void signet::test::fail_never() noexcept { calls_left = SIZE_MAX; }

namespace {

template <class Allocate>
void* metered(Allocate allocate) {
  ++calls;
  void* const memory = calls_left-- == 0 ? nullptr : allocate();
  if (memory == nullptr) throw std::bad_alloc{};
  in_use += malloc_usable_size(memory);
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return metered([size] { return std::malloc(size == 0 ? 1 : size); });
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return metered([&] { return std::aligned_alloc(static_cast<std::size_t>(alignment), size); });
}
void operator delete(void* memory) noexcept {
  in_use -= malloc_usable_size(memory);
  std::free(memory);
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, std::align_val_t alignment) { return operator new(size, alignment); }
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
void operator delete[](void* memory) noexcept { operator delete(memory); }
void operator delete[](void* memory, std::size_t) noexcept { operator delete(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { operator delete(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { operator delete(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { operator delete(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { operator delete(memory); }
