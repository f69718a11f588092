// Plain members with AVX2: 32 bytes of text at a time, and the bit instructions that came with it.
#include <immintrin.h>

#include "json/plain_loop.hpp"
#include "json/plain_sse2.hpp"

namespace signet::inline v0::detail {
namespace {

std::uint32_t plain_of_32(const char* text) noexcept {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
  const __m256i moved = _mm256_xor_si256(bytes, _mm256_set1_epi8(Sse2::moving));
  const __m256i plain = _mm256_andnot_si256(_mm256_cmpeq_epi8(moved, _mm256_set1_epi8('\\' ^ Sse2::moving)),
                                            _mm256_cmpgt_epi8(moved, _mm256_set1_epi8(0x20)));
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(plain));
}

struct Avx2 : Sse2 {
  static std::uint64_t special_of_64(const char* text) noexcept {
    return ~(plain_of_32(text) | std::uint64_t{plain_of_32(text + 32)} << 32);
  }
  static std::uint64_t special_of_few(const char* text, std::size_t size) noexcept {
    return detail::special_of_few<Avx2>(text, size);
  }
  static std::uint64_t head_of(const char* name, std::size_t size) noexcept {
    std::uint64_t head;
    std::memcpy(&head, name, sizeof head);
    return size < sizeof head ? _bzhi_u64(head, static_cast<unsigned>(8 * size)) : head;
  }
  static void leave() noexcept { _mm256_zeroupper(); }
};

}  // namespace

void read_plain_members_avx2(PlainMembers& members) noexcept { PlainLoop<Avx2>::read(members); }

}  // namespace signet::inline v0::detail
