// libcrypt's base64, as `$y$` has it: the first byte's low bits come first; and its numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace signet::inline v0::detail {

void append_crypt64(std::string& text, std::span<const std::byte> bytes);

/// Fills `bytes` from exactly as many characters as they take. False for any other length, a foreign
/// character or a spare bit that is set: each run of bytes has one spelling.
[[nodiscard]] bool decode_crypt64(std::string_view text, std::span<std::byte> bytes) noexcept;

/// A number up to 2^30 in 1 to 6 characters, of which the first says how many there are; each has one
/// spelling.
void append_crypt64_number(std::string& text, std::uint32_t number);
/// Takes one off the front of `text`; nothing where there is none.
[[nodiscard]] std::optional<std::uint32_t> take_crypt64_number(std::string_view& text) noexcept;

}  // namespace signet::inline v0::detail
