// A steady clock that stands still, so that nothing a test is told depends on how fast the machine is.
#pragma once

#include "signet/core/instant.hpp"

namespace signet::test {

inline Instant stopped_clock() noexcept { return Instant::from_microseconds(1'000'000'000); }

}  // namespace signet::test
