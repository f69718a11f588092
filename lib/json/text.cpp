// Decoding of escapes (RFC 8259 §7) in strings that were validated before.
#include "json/text.hpp"

namespace signet::inline v0::detail {

std::uint32_t DecodedString::take_hex4() noexcept {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 4 | (hex_value(take()) & 15);
  return value;
}

std::uint32_t DecodedString::take_code_point() noexcept {
  const std::uint32_t unit = take_hex4();
  if (!is_high_surrogate(unit)) return unit;
  take();  // the backslash
  take();  // the u
  return 0x10000 + ((unit & 0x3ff) << 10) + (take_hex4() & 0x3ff);
}

char DecodedString::first_byte_of(std::uint32_t code_point) noexcept {
  if (code_point < 0x80) return static_cast<char>(code_point);
  const std::size_t continuations = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
  for (; pending_count_ < continuations; code_point >>= 6) {
    pending_[pending_count_++] = static_cast<char>(0x80 | (code_point & 0x3f));
  }
  return static_cast<char>((0xff << (7 - continuations) & 0xff) | code_point);
}

std::optional<char> DecodedString::next() noexcept {
  if (pending_count_ != 0) return pending_[--pending_count_];
  if (at_ == raw_.size()) return std::nullopt;
  const char c = take();
  if (c != '\\') return c;
  const char letter = take();
  return letter == 'u' ? first_byte_of(take_code_point()) : unescaped(letter);
}

int compare_texts(DecodedString a, DecodedString b) noexcept {
  // The end sorts before every byte.
  const auto rank = [](std::optional<char> byte) { return byte ? static_cast<unsigned char>(*byte) : -1; };
  for (;;) {
    const int from_a = rank(a.next());
    const int from_b = rank(b.next());
    if (from_a != from_b || from_a < 0) return from_a - from_b;
  }
}

}  // namespace signet::inline v0::detail
