// The character classes of HTTP that more than one file of this room needs; ASCII only, no locale.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace signet::inline v0::detail {

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr bool is_alphanumeric(char c) noexcept {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  return a == b || std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

/// tchar of RFC 9110 §5.6.2.
constexpr bool is_token_character(char c) noexcept {
  return is_alphanumeric(c) || std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

inline constexpr auto token_characters = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c) table[c] = is_token_character(static_cast<char>(c));
  return table;
}();

constexpr bool is_token(std::string_view text) noexcept {
  bool all = !text.empty();
  for (const char c : text) all &= token_characters[static_cast<unsigned char>(c)];
  return all;
}

/// What a field value may hold (RFC 9110 §5.5): visible characters, obs-text, space and tab. Looks at all of
/// the text, a byte at a time and nothing wider, so that compilers look at sixteen.
constexpr bool is_field_value(std::string_view text) noexcept {
  unsigned char found = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool control = byte < ' ' && byte != '\t';
    found |= static_cast<unsigned char>(control || byte == 0x7f);
  }
  return found == 0;
}

/// Without the optional white space of RFC 9110 §5.6.3 around it.
constexpr std::string_view trimmed(std::string_view text) noexcept {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace signet::inline v0::detail
