// How many allocations this thread made through operator new; OpenSSL's own do not go through it.
#pragma once

#include <cstddef>

namespace signet_test {

std::size_t allocations() noexcept;
/// And how many bytes they asked for.
std::size_t allocated_bytes() noexcept;

}  // namespace signet_test
