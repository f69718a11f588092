// The kernels of argon2, one file per level: each fills segments of the memory. Included where AVX is
// compiled, so it defines no function (see jose/base64url_kernels.hpp).
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/password/argon2_type.hpp"

namespace signet::inline v0::detail {

enum class CpuLevel : std::uint8_t;

inline constexpr std::size_t argon2_block_words = 128;

/// 1024 bytes of memory.
struct alignas(64) Argon2Block {
  std::uint64_t words[argon2_block_words];
};

/// The crossing of a lane and a slice in one pass, and the memory it lies in (RFC 9106 §3.4).
struct Argon2Segment {
  Argon2Block* memory;  ///< `lanes` times four segments, lane by lane
  Argon2Type type;
  bool over_old;  ///< a new block is added to the one it replaces: from the second pass on, in version 19
  std::uint32_t lanes;
  std::uint32_t length;  ///< blocks of a segment
  std::uint32_t passes;
  std::uint32_t pass;
  std::uint32_t slice;
  std::uint32_t lane;
};

/// Computes the blocks of a segment, but for the first two of a lane, which are made of the input. All
/// kernels leave the same bytes, and no upper half of an AVX register in use.
using Argon2Fill = void(const Argon2Segment& segment) noexcept;

Argon2Fill argon2_fill_scalar;
Argon2Fill argon2_fill_neon;
Argon2Fill argon2_fill_avx2;
Argon2Fill argon2_fill_avx512;

}  // namespace signet::inline v0::detail
