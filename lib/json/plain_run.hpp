// How far a JSON string goes without anything that needs a second look.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace signet::inline v0::detail {

/// The bytes that stand for themselves in a string: ASCII without control characters, quote and backslash
/// (RFC 8259 §7).
inline constexpr auto plain_bytes = [] {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

/// How many such bytes stand at the front of `text`. Reads nothing beyond it.
inline std::size_t plain_run(std::string_view text) noexcept {
  std::size_t at = 0;
#ifdef __SSE2__  // of every x86-64; where it is missing the table alone does it
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i first_printable = _mm_set1_epi8(0x20);
  for (; text.size() - at >= 16; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    // As signed numbers, bytes from 0x80 on lie below 0x20 too.
    const __m128i special =
        _mm_or_si128(_mm_cmplt_epi8(bytes, first_printable),
                     _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(special));
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found));
  }
#endif
  while (at < text.size() && plain_bytes[static_cast<std::uint8_t>(text[at])]) ++at;
  return at;
}

}  // namespace signet::inline v0::detail
