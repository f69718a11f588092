// Reading PHC strings field by field: the cursor, its decimals and its base64.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "password/radix64.hpp"

namespace signet::inline v0::detail {

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
    std::uint32_t value = 0;
    const auto [stop, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    const auto digits = static_cast<std::size_t>(stop - rest_.data());
    if (error != std::errc{} || (rest_.front() == '0' && digits > 1)) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
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
