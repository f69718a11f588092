// SHA-1 (FIPS 180-4) where a protocol names things by it; nothing here relies on it against an attacker.
#pragma once

#include <array>
#include <string_view>

namespace signet::inline v0::detail {

/// In lower-case hex digits. @thread safe
std::array<char, 40> sha1_hex(std::string_view text) noexcept;

}  // namespace signet::inline v0::detail
