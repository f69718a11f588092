// How many threads a server needs so that the queue of hashes decides who waits.
#pragma once

#include <cstdint>

#include "common/log.hpp"
#include "signet/password/hash_pool.hpp"

namespace signet::example {

/// As many as let everybody wait whom such a pool lets wait, with 32 requests of other routes beside them: of
/// fewer, one address can hold them all, and the pool's queue, which is fair, is not even asked.
std::int64_t threads_for(const HashPoolOptions& pool) noexcept;

/// Where `threads` are fewer: a line with how many are enough.
void warn_of_few_threads(const HashPoolOptions& pool, std::int64_t threads, Log& log);

}  // namespace signet::example
