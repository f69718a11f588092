// Epoch: a subject's credential epoch, what decides whether something issued earlier still counts.
#pragma once

#include <compare>
#include <cstdint>

namespace signet::inline v0 {

/// The credential epoch: raised by password change, lock, delete and log-out-everywhere; what was issued
/// under an older one is void.
struct Epoch {
  std::uint64_t count = 0;
  friend constexpr auto operator<=>(Epoch, Epoch) noexcept = default;
};

}  // namespace signet::inline v0
