// How many allocations this program made, by whomever: OpenSSL and peers included.
#pragma once

#include <cstddef>

namespace signet_bench {

/// Calls of malloc, calloc and realloc so far, by all threads.
std::size_t allocations() noexcept;

}  // namespace signet_bench
