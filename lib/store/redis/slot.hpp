// The hash slot of a key, by which a cluster's nodes share the keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace signet::inline v0::detail::redis {

inline constexpr std::size_t slot_count = 16384;

/// Of what is within the first `{` and the next `}` where that is not empty, else of the whole key.
/// @see the Redis cluster specification, "Key distribution model" and "Hash tags"
std::uint16_t slot_of(std::string_view key) noexcept;

}  // namespace signet::inline v0::detail::redis
