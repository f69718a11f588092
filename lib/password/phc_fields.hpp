// Reading PHC strings field by field: the cursor, its decimals and its base64.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "password/radix64.hpp"

namespace signet::inline v0::detail {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

class PhcCursor {
 public:
  explicit PhcCursor(std::string_view text) noexcept : rest_(text) {}

  bool take(std::string_view expected) noexcept {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  /// A decimal of 32 bits without sign or leading zero.
  std::optional<std::uint32_t> number() noexcept {
    constexpr std::size_t most = 10;
    std::uint64_t value = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && digits <= most && is_digit(rest_[digits]); ++digits) {
      value = value * 10 + static_cast<std::uint64_t>(rest_[digits] - '0');
    }
    const bool padded = digits > 1 && rest_.front() == '0';
    if (digits == 0 || digits > most || padded || value > UINT32_MAX) return std::nullopt;
    rest_.remove_prefix(digits);
    return static_cast<std::uint32_t>(value);
  }

  /// The text up to the next `$` or the end.
  std::string_view field() noexcept {
    const std::string_view taken = rest_.substr(0, rest_.find('$'));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  bool at_end() const noexcept { return rest_.empty(); }

 private:
  std::string_view rest_;
};

inline std::optional<std::uint32_t> named_number(PhcCursor& cursor, std::string_view name) noexcept {
  return cursor.take(name) ? cursor.number() : std::nullopt;
}

/// Fills `out` from `field` and gives how many bytes it held: at least `least`.
template <std::size_t capacity>
std::optional<std::uint8_t> read_bytes(std::string_view field, std::size_t least,
                                       std::array<std::byte, capacity>& out) noexcept {
  const std::size_t size = radix64_bytes(field.size());
  if (size < least || size > capacity) return std::nullopt;
  if (!decode_radix64(field, standard_alphabet, std::span{out}.first(size))) {
    return std::nullopt;
  }
  return static_cast<std::uint8_t>(size);
}

}  // namespace signet::inline v0::detail
