// How many allocations this thread made through operator new; OpenSSL's own do not go through it.
#pragma once

#include <cstddef>

namespace signet_test {

std::size_t allocations() noexcept;

}  // namespace signet_test
