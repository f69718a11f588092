// The clocks, for programs that want the real ones; opt-in, since <chrono> costs every includer 150 ms.
#pragma once

#include <chrono>

#include "signet/core/instant.hpp"
#include "signet/core/numeric_date.hpp"

namespace signet::inline v0 {

inline NumericDate from_system_clock(std::chrono::system_clock::time_point time) noexcept {
  return NumericDate::from_microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count());
}

/// The wall clock, now.
inline NumericDate now() noexcept { return from_system_clock(std::chrono::system_clock::now()); }

/// The steady clock, now; fits SteadyClock.
inline Instant steady_now() noexcept {
  return Instant::from_microseconds(std::chrono::duration_cast<std::chrono::microseconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count());
}

}  // namespace signet::inline v0
