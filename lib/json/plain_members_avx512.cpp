// The special bytes of a text with AVX-512: 64 at a time. For what is read by them, AVX2 has all there is to
// use.
#include <immintrin.h>

#include "json/plain_loop.hpp"

namespace signet::inline v0::detail {
namespace {

std::uint64_t special_of(__m512i bytes) noexcept {
  // As signed numbers, control characters and bytes from 0x80 on are those below the space.
  return _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(' ')) |
         _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')) |
         _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\\'));
}

struct Avx512 {
  static std::uint64_t special_of_64(const char* text) noexcept {
    return special_of(_mm512_loadu_si512(text));
  }
  static std::uint64_t special_of_few(const char* text, std::size_t size) noexcept {
    const __mmask64 first = (__mmask64{1} << size) - 1;
    return special_of(_mm512_mask_loadu_epi8(_mm512_set1_epi8('a'), first, text));
  }
};

}  // namespace

void find_specials_avx512(const char* text, std::size_t size, std::uint64_t* specials) noexcept {
  Specials<Avx512>::find(text, size, specials);
  _mm256_zeroupper();
}

}  // namespace signet::inline v0::detail
