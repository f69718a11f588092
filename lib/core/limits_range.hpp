// The ranges that Limits tells of its members; whoever takes limits asks here first.
#pragma once

#include "signet/core/limits.hpp"

namespace signet::inline v0::detail {

inline constexpr std::size_t max_depth = 64;
inline constexpr std::size_t max_members = 256;

constexpr bool in_range(std::size_t value, std::size_t most) noexcept {
  return value - 1 < most;
}  // 1 .. most

/// Whether those that concern one scan are what a scan can hold to.
constexpr bool scan_in_range(const Limits& limits) noexcept {
  return in_range(limits.depth, max_depth) && in_range(limits.members, max_members);
}

/// Whether those that concern the split of a token are.
constexpr bool token_in_range(const Limits& limits) noexcept {
  return in_range(limits.token, std::size_t{64} * 1024) && in_range(limits.header, limits.token);
}

/// Whether all are.
constexpr bool in_range(const Limits& limits) noexcept {
  return token_in_range(limits) && scan_in_range(limits) && in_range(limits.signatures, 64) &&
         in_range(limits.keys, 1'000) && in_range(limits.key_text, 65'535) &&
         in_range(limits.key_set_text, std::size_t{16} * 1024 * 1024);
}

}  // namespace signet::inline v0::detail
