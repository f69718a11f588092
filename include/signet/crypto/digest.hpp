// SHA-256, SHA-384 and SHA-512 of a text at hand (FIPS 180-4).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace signet::inline v0 {

using Sha256 = std::array<std::byte, 32>;
using Sha384 = std::array<std::byte, 48>;
using Sha512 = std::array<std::byte, 64>;

/// The digest of `bytes`. @thread safe
Sha256 sha256(std::span<const std::byte> bytes) noexcept;
Sha256 sha256(std::string_view text) noexcept;
Sha384 sha384(std::span<const std::byte> bytes) noexcept;
Sha384 sha384(std::string_view text) noexcept;
Sha512 sha512(std::span<const std::byte> bytes) noexcept;
Sha512 sha512(std::string_view text) noexcept;

}  // namespace signet::inline v0
