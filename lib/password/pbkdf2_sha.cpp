// PBKDF2 with the SHA instructions of x86: all of a chain that changes stays in registers.
#include <immintrin.h>

#include "password/pbkdf2_kernels.hpp"

namespace signet::inline v0::detail {
namespace {

struct State {
  __m128i abef, cdgh;  // the order that SHA256RNDS2 wants
};

struct Digest {
  __m128i low, high;  // words 0 to 3 and 4 to 7
};

[[gnu::always_inline]] inline __m128i load(const std::uint32_t* words) noexcept {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(words));
}

[[gnu::always_inline]] inline void store(std::uint32_t* words, __m128i value) noexcept {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(words), value);
}

[[gnu::always_inline]] inline State state_of(const std::uint32_t* words) noexcept {
  const __m128i badc = _mm_shuffle_epi32(load(words), 0xb1);
  const __m128i hgfe = _mm_shuffle_epi32(load(words + 4), 0x1b);
  return {_mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xf0)};
}

[[gnu::always_inline]] inline Digest digest_of(State state) noexcept {
  const __m128i feba = _mm_shuffle_epi32(state.abef, 0x1b);
  const __m128i dchg = _mm_shuffle_epi32(state.cdgh, 0xb1);
  return {_mm_blend_epi16(feba, dchg, 0xf0), _mm_alignr_epi8(dchg, feba, 8)};
}

[[gnu::always_inline]] inline void four_rounds(State& state, __m128i words, int first) noexcept {
  const __m128i added = _mm_add_epi32(words, load(sha256_k + first));
  state.cdgh = _mm_sha256rnds2_epu32(state.cdgh, state.abef, added);
  state.abef = _mm_sha256rnds2_epu32(state.abef, state.cdgh, _mm_shuffle_epi32(added, 0x0e));
}

// The next four words of the schedule take the place of the oldest.
[[gnu::always_inline]] inline void extend(__m128i& oldest, __m128i second, __m128i third,
                                          __m128i newest) noexcept {
  const __m128i seven_back = _mm_alignr_epi8(newest, third, 4);
  const __m128i begun = _mm_add_epi32(_mm_sha256msg1_epu32(oldest, second), seven_back);
  oldest = _mm_sha256msg2_epu32(begun, newest);
}

// The second and last block of a hash that began with `start`: `message`, and the padding.
[[gnu::always_inline]] inline Digest finish(State start, Digest message) noexcept {
  State state = start;
  __m128i w0 = message.low;
  __m128i w1 = message.high;
  __m128i w2 = _mm_set_epi32(0, 0, 0, static_cast<int>(end_of_message));
  __m128i w3 = _mm_set_epi32(message_bits, 0, 0, 0);
#pragma GCC unroll 4
  for (int first = 0; first < 64; first += 16) {
    four_rounds(state, w0, first);
    four_rounds(state, w1, first + 4);
    four_rounds(state, w2, first + 8);
    four_rounds(state, w3, first + 12);
    if (first == 48) break;
    extend(w0, w1, w2, w3);
    extend(w1, w2, w3, w0);
    extend(w2, w3, w0, w1);
    extend(w3, w0, w1, w2);
  }
  state.abef = _mm_add_epi32(state.abef, start.abef);
  state.cdgh = _mm_add_epi32(state.cdgh, start.cdgh);
  return digest_of(state);
}

}  // namespace

void pbkdf2_rounds_sha(Pbkdf2Chain* chain, std::uint32_t rounds) noexcept {
  const State inner = state_of(chain->inner);
  const State outer = state_of(chain->outer);
  Digest last{load(chain->last), load(chain->last + 4)};
  Digest sum{load(chain->sum), load(chain->sum + 4)};
  for (; rounds != 0; --rounds) {
    last = finish(outer, finish(inner, last));
    sum = {_mm_xor_si128(sum.low, last.low), _mm_xor_si128(sum.high, last.high)};
  }
  store(chain->last, last.low);
  store(chain->last + 4, last.high);
  store(chain->sum, sum.low);
  store(chain->sum + 4, sum.high);
}

}  // namespace signet::inline v0::detail
