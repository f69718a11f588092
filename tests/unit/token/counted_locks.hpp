// How many locks this thread took, told apart by who asked for them.
#pragma once

#include <cstddef>

namespace signet_test {

struct Locks {
  std::size_t by_openssl = 0;  ///< asked for by code of libcrypto
  std::size_t by_others = 0;   ///< by ours, or by the standard library for us
};

/// Mutexes, read-write locks and spin locks, waited for or not, by the calling thread since it began.
Locks locks_taken() noexcept;

}  // namespace signet_test
