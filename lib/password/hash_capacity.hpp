// What of the machine hashing may use, from numbers that a test can give.
#pragma once

#include <cstdint>

#include "password/process_limits.hpp"
#include "signet/password/calibration.hpp"

namespace signet::inline v0::detail {

/// usable_hash_capacity() for this share and `limit` of memory (0: unknown).
HashCapacity hash_capacity(CalibratedHash hash, unsigned wanted, const ProcessorShare& share,
                           KiB limit) noexcept;

}  // namespace signet::inline v0::detail
