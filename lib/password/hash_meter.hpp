// How much a hash is measured before its cost is told.
#pragma once

#include <cstddef>

#include "signet/core/numeric_date.hpp"

namespace signet::inline v0::detail {

/// Whether a thread that has measured so many hashes in so long begins another.
constexpr bool measures_another(std::size_t hashes, Seconds spent) noexcept {
  return hashes < 5 && spent < Seconds::of_microseconds(150'000);
}

}  // namespace signet::inline v0::detail
