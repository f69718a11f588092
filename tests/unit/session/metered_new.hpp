// The operator new of a test program: how much of it is in use, and which call finds no memory.
#pragma once

#include <cstddef>

namespace signet::test {

/// Bytes that this thread has by operator new and has not given back.
std::size_t bytes_in_use() noexcept;

/// How often it asked for memory by operator new.
std::size_t allocations() noexcept;

/// From now on so many calls of this thread find memory, and the next one, once, does not.
void fail_after(std::size_t calls) noexcept;
void fail_never() noexcept;

}  // namespace signet::test
