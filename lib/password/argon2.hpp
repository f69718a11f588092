// argon2 (RFC 9106) of all three types and both versions, in memory that the caller supplies.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "password/argon2_kernels.hpp"
#include "signet/password/params.hpp"
#include "signet/password/phc_string.hpp"

namespace signet::inline v0::detail {

/// What is hashed and how. Views belong to the caller for the time of the call.
struct Argon2Job {
  Argon2Version version = Argon2Version::v19;
  Argon2Params params{};  ///< at least one lane, one pass and 8 KiB a lane
  std::string_view password{};
  std::span<const std::byte> salt{};
  std::span<const std::byte> secret{};           ///< K of RFC 9106 §3.1
  std::span<const std::byte> associated_data{};  ///< X of RFC 9106 §3.1
};

/// The blocks that a hash takes: memory, down to a multiple of four for each lane (RFC 9106 §3.2, m').
std::size_t argon2_blocks(const Argon2Params& params) noexcept;

/// Fills all of `tag`, 4 bytes or more. All lanes are computed on the calling thread, at cpu_level().
/// @param memory  argon2_blocks(job.params) of them, whatever they hold; afterwards without the blocks that
///                `tag` is made of, and after a single pass without any
/// @thread safe
void argon2(const Argon2Job& job, std::span<Argon2Block> memory, std::span<std::byte> tag) noexcept;

}  // namespace signet::inline v0::detail
