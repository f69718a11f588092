// base64url with AArch64's Advanced SIMD: 32 characters at a time, eight groups side by side.
#include <arm_neon.h>

#include "jose/base64url_kernels.hpp"

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

bool decode_block(const char* in, std::byte* out) noexcept {
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

void encode_block(const std::byte* in, char* out) noexcept {
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

}  // namespace

// Whole groups behind the last block are done by one more block that ends with them and repeats what it
// overlaps, so that at most three characters are left to the scalar kernel. It also finds the place of what a
// block refused.
std::size_t base64url_decode_neon(const char* in, std::size_t size, std::byte* out) noexcept {
  if (size < 32) return base64url_decode_scalar(in, size, out);
  std::size_t left = size;
  for (; left >= 32 && decode_block(in, out); left -= 32, in += 32, out += 24) {
  }
  const std::size_t groups = left / 4;
  if (groups > 0 && groups < 8 && decode_block(in + 4 * groups - 32, out + 3 * groups - 24)) {
    in += 4 * groups;
    out += 3 * groups;
    left -= 4 * groups;
  }
  return size - left + base64url_decode_scalar(in, left, out);
}

void base64url_encode_neon(const std::byte* in, std::size_t size, char* out) noexcept {
  if (size < 24) return base64url_encode_scalar(in, size, out);
  std::size_t left = size;
  for (; left >= 24; left -= 24, in += 24, out += 32) encode_block(in, out);
  const std::size_t groups = left / 3;
  if (groups > 0) encode_block(in + 3 * groups - 24, out + 4 * groups - 32);
  base64url_encode_scalar(in + 3 * groups, left - 3 * groups, out + 4 * groups);
}

}  // namespace signet::inline v0::detail
