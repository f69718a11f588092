// base64url with AArch64's Advanced SIMD: 32 characters at a time, eight groups side by side.
#include <arm_neon.h>

#include "jose/base64url_blocks.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr unsigned char alphabet[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct Values {
  unsigned char of[128];
};
// 0xff for what is no character of the alphabet.
constexpr Values values = [] {
  Values made{};
  for (unsigned char& value : made.of) value = 0xff;
  for (unsigned char i = 0; i < 64; ++i) made.of[alphabet[i]] = i;
  return made;
}();

// Indices of 64 and more leave what was there: first 0xff for all, then what the lower half of the table
// said.
uint8x8_t values_of(uint8x8_t characters) noexcept {
  const uint8x8_t lower = vqtbx4_u8(vdup_n_u8(0xff), vld1q_u8_x4(values.of), characters);
  return vqtbx4_u8(lower, vld1q_u8_x4(values.of + 64), vsub_u8(characters, vdup_n_u8(64)));
}

struct Block {
  static bool decode(const char* in, std::byte* out) noexcept {
    const uint8x8x4_t characters = vld4_u8(reinterpret_cast<const unsigned char*>(in));
    const uint8x8_t a = values_of(characters.val[0]);
    const uint8x8_t b = values_of(characters.val[1]);
    const uint8x8_t c = values_of(characters.val[2]);
    const uint8x8_t d = values_of(characters.val[3]);
    if (vmaxv_u8(vorr_u8(vorr_u8(a, b), vorr_u8(c, d))) > 63) return false;
    const uint8x8x3_t bytes{{vorr_u8(vshl_n_u8(a, 2), vshr_n_u8(b, 4)),
                             vorr_u8(vshl_n_u8(b, 4), vshr_n_u8(c, 2)), vorr_u8(vshl_n_u8(c, 6), d)}};
    vst3_u8(reinterpret_cast<unsigned char*>(out), bytes);
    return true;
  }

  static void encode(const std::byte* in, char* out) noexcept {
    const uint8x8x3_t bytes = vld3_u8(reinterpret_cast<const unsigned char*>(in));
    const uint8x16x4_t table = vld1q_u8_x4(alphabet);
    const uint8x8_t six = vdup_n_u8(63);
    const uint8x8_t b = vorr_u8(vshl_n_u8(bytes.val[0], 4), vshr_n_u8(bytes.val[1], 4));
    const uint8x8_t c = vorr_u8(vshl_n_u8(bytes.val[1], 2), vshr_n_u8(bytes.val[2], 6));
    const uint8x8x4_t characters{{vqtbl4_u8(table, vshr_n_u8(bytes.val[0], 2)),
                                  vqtbl4_u8(table, vand_u8(b, six)), vqtbl4_u8(table, vand_u8(c, six)),
                                  vqtbl4_u8(table, vand_u8(bytes.val[2], six))}};
    vst4_u8(reinterpret_cast<unsigned char*>(out), characters);
  }

  static void leave() noexcept {}
};

}  // namespace

std::size_t base64url_decode_neon(const char* in, std::size_t size, std::byte* out) noexcept {
  return base64url_decode_by_blocks<Block>(in, size, out);
}

void base64url_encode_neon(const std::byte* in, std::size_t size, char* out) noexcept {
  base64url_encode_by_blocks<Block>(in, size, out);
}

}  // namespace signet::inline v0::detail
