// The search for a byte from the end, sixteen at a time; the standard library goes one by one.
#pragma once

#include <bit>
#include <cstddef>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace signet::inline v0::detail {

/// Where `wanted` stands last in `text`; npos if it does not. Reads nothing beyond it.
inline std::size_t find_last(std::string_view text, char wanted) noexcept {
  std::size_t end = text.size();
#ifdef __SSE2__  // of every x86-64
  const __m128i all_wanted = _mm_set1_epi8(wanted);
  for (; end >= 16; end -= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + end - 16));
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, all_wanted)));
    if (found != 0) return end - 17 + static_cast<std::size_t>(std::bit_width(found));
  }
#endif
  while (end > 0) {
    if (text[--end] == wanted) return end;
  }
  return std::string_view::npos;
}

}  // namespace signet::inline v0::detail
