// PBKDF2-HMAC-SHA-256 (RFC 8018 §5.2): one password, or several at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "password/pbkdf2_kernels.hpp"

namespace signet::inline v0::detail {

struct Pbkdf2Job {
  std::string_view password;
  std::span<const std::byte> salt;
  std::span<std::byte> out;  ///< filled; each 32 bytes begun cost all iterations
};

struct Pbkdf2Kernel {
  Pbkdf2Rounds* rounds;
  std::size_t width;  ///< chains it takes at once
  std::size_t worth;  ///< it is faster than the narrow kernel from so many chains on
};
inline constexpr std::size_t pbkdf2_most_lanes = 16;

struct Pbkdf2Kernels {
  Pbkdf2Kernel narrow;  ///< 1 wide
  Pbkdf2Kernel wide;
};
/// The best of this machine, at the level in use (core/cpu_level.hpp).
Pbkdf2Kernels pbkdf2_kernels() noexcept;

/// Fills every job's `out`; iterations >= 1. What was computed on the way is wiped.
/// @thread safe
void pbkdf2_sha256(std::span<const Pbkdf2Job> jobs, std::uint32_t iterations,
                   const Pbkdf2Kernels& kernels = pbkdf2_kernels()) noexcept;

}  // namespace signet::inline v0::detail
