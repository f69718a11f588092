// The operator new of this test program, which counts.
#include "unit/token/counted_new.hpp"

#include <cstdlib>
#include <new>

namespace {
thread_local std::size_t count = 0;
thread_local std::size_t bytes = 0;
}  // namespace

std::size_t signet_test::allocations() noexcept { return count; }
std::size_t signet_test::allocated_bytes() noexcept { return bytes; }

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++count;
  bytes += size;
  return std::malloc(size == 0 ? 1 : size);
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc{};
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return operator new(size, std::nothrow);
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
