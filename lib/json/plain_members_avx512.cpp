// Plain members with AVX-512: 64 bytes of text at a time. For the rest, AVX2 has all there is to use.
#include <immintrin.h>

#include "json/plain_loop.hpp"
#include "json/plain_sse2.hpp"

namespace signet::inline v0::detail {
namespace {

std::uint64_t special_of(__m512i bytes) noexcept {
  // As signed numbers, control characters and bytes from 0x80 on are those below the space.
  return _mm512_cmplt_epi8_mask(bytes, _mm512_set1_epi8(' ')) |
         _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"')) |
         _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\\'));
}

struct Avx512 : Sse2 {
  static std::uint64_t special_of_64(const char* text) noexcept {
    return special_of(_mm512_loadu_si512(text));
  }
  static std::uint64_t special_of_few(const char* text, std::size_t size) noexcept {
    const __mmask64 first = (__mmask64{1} << size) - 1;
    return special_of(_mm512_mask_loadu_epi8(_mm512_set1_epi8('a'), first, text));
  }
  static std::uint64_t head_of(const char* name, std::size_t size) noexcept {
    std::uint64_t head;
    std::memcpy(&head, name, sizeof head);
    return size < sizeof head ? _bzhi_u64(head, static_cast<unsigned>(8 * size)) : head;
  }
  static void leave() noexcept { _mm256_zeroupper(); }
};

}  // namespace

void read_plain_members_avx512(PlainMembers& members) noexcept { PlainLoop<Avx512>::read(members); }

}  // namespace signet::inline v0::detail
