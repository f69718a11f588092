// How many bcrypt passwords one core hashes best at once, which depends on processor and compiler.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>

#include "password/bcrypt_kernel.hpp"

namespace signet::inline v0::detail {

/// What one group takes: first that of two lanes, last that of bcrypt_most_lanes.
using BcryptGroupTimes = std::array<std::chrono::nanoseconds, bcrypt_most_lanes - 1>;

/// The fewest lanes that come within 3 % of the least time per password: a wider group makes each of its
/// passwords wait longer, so it has to be worth it.
std::size_t best_bcrypt_lanes(const BcryptGroupTimes& times) noexcept;

/// 2 .. bcrypt_most_lanes. The first call measures, for some 25 ms of CPU time; later ones give the same.
/// @thread safe
std::size_t bcrypt_lanes() noexcept;

}  // namespace signet::inline v0::detail
