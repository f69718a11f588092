// SHA-256 of a text at hand (FIPS 180-4).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace signet::inline v0 {

using Sha256 = std::array<std::byte, 32>;

/// The SHA-256 of `bytes`. @thread safe
Sha256 sha256(std::span<const std::byte> bytes) noexcept;
Sha256 sha256(std::string_view text) noexcept;

}  // namespace signet::inline v0
