// The pool's memory held against what the machine or its cgroup gives.
#pragma once

#include <optional>
#include <string>

#include "signet/password/hash_pool.hpp"
#include "signet/password/password_hasher.hpp"

namespace signet::example {

/// Why such a pool is not started with so much memory (0: unknown), in numbers; nothing if it is.
std::optional<std::string> too_much_memory(const HashPoolOptions& pool, KiB limit);

}  // namespace signet::example
