// What JSON text is made of (RFC 8259): white space, the type a first byte announces, strings with escapes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "signet/json/scanner.hpp"

namespace signet::inline v0::detail {

constexpr bool is_json_space(char c) noexcept {
  if (static_cast<std::uint8_t>(c) > ' ') return false;  // most bytes, told by one comparison
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// By the first byte of a value (RFC 8259 §3), its type and 1; 0 where none begins.
inline constexpr auto value_types = [] {
  std::array<std::uint8_t, 256> types{};
  const auto begin = [&types](char first, JsonType type) {
    types[static_cast<std::uint8_t>(first)] = static_cast<std::uint8_t>(static_cast<unsigned>(type) + 1);
  };
  begin('{', JsonType::object);
  begin('[', JsonType::array);
  begin('"', JsonType::string);
  begin('t', JsonType::boolean);
  begin('f', JsonType::boolean);
  begin('n', JsonType::null);
  for (const char first : std::string_view{"-0123456789"}) begin(first, JsonType::number);
  return types;
}();

/// The type of the value that begins with `first`, if any does.
constexpr std::optional<JsonType> json_type_of(char first) noexcept {
  const std::uint8_t type = value_types[static_cast<std::uint8_t>(first)];
  if (type == 0) return std::nullopt;
  return static_cast<JsonType>(type - 1);
}

/// JsonMember::name_head of this name.
constexpr std::uint32_t name_head(std::string_view name) noexcept {
  std::uint32_t head = 0;
  for (std::size_t i = 0; i < name.size() && i < sizeof head; ++i) {
    head |= std::uint32_t{static_cast<std::uint8_t>(name[i])} << (8 * i);
  }
  return head;
}

/// The value of a hexadecimal digit; 16 for any other byte.
constexpr std::uint32_t hex_value(char digit) noexcept {
  if (is_digit(digit)) return static_cast<std::uint32_t>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<std::uint32_t>(digit - 'a' + 10);
  if (digit >= 'A' && digit <= 'F') return static_cast<std::uint32_t>(digit - 'A' + 10);
  return 16;
}

/// UTF-16 units that mean nothing alone (Unicode, D71 and D73).
constexpr bool is_high_surrogate(std::uint32_t unit) noexcept { return unit >> 10 == 0xd800 >> 10; }
constexpr bool is_low_surrogate(std::uint32_t unit) noexcept { return unit >> 10 == 0xdc00 >> 10; }

/// What the escape `\c` stands for (RFC 8259 §7); 0 if there is no such escape of one character.
constexpr char unescaped(char c) noexcept {
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  const std::size_t i = letters.find(c);
  return i < letters.size() ? meanings[i] : '\0';
}

/// Reads the inside of a string that the scanner accepted, byte by decoded byte.
class DecodedString {
 public:
  /// `raw` is without quotes; borrowed.
  constexpr explicit DecodedString(std::string_view raw) noexcept : raw_(raw) {}

  /// The next byte of the decoded text, or nothing after the last. Has read at least as many bytes of the raw
  /// text as it gave out, so that these may be written over it.
  std::optional<char> next() noexcept;

 private:
  char take() noexcept { return at_ < raw_.size() ? raw_[at_++] : '\0'; }
  std::uint32_t take_hex4() noexcept;
  std::uint32_t take_code_point() noexcept;
  char first_byte_of(std::uint32_t code_point) noexcept;

  std::string_view raw_;
  std::size_t at_ = 0;
  std::array<char, 3> pending_{};  // the other bytes of an escape that stands for several, last one first
  std::size_t pending_count_ = 0;
};

/// Orders two strings, without quotes and with escapes as written, by the bytes of their decoded texts: less
/// than, equal to or greater than 0, as string_view's compare.
int compare_texts(DecodedString a, DecodedString b) noexcept;

}  // namespace signet::inline v0::detail
