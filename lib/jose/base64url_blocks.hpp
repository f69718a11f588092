// How kernels with blocks of 32 characters and 24 bytes get through a text of any length.
#pragma once

#include "jose/base64url_kernels.hpp"

namespace signet::inline v0::detail {

// `Block` is a type of an anonymous namespace, which keeps these instances inside their file.
//
// Whole groups behind the last block are done by one more block that ends with them and repeats what it
// overlaps, so that at most three characters are left to the scalar kernel. It also finds the place of what a
// block refused.
template <class Block>
std::size_t base64url_decode_by_blocks(const char* in, std::size_t size, std::byte* out) noexcept {
  if (size < 32) return base64url_decode_scalar(in, size, out);
  std::size_t left = size;
  for (; left >= 32 && Block::decode(in, out); left -= 32, in += 32, out += 24) {
  }
  const std::size_t groups = left / 4;
  if (groups > 0 && groups < 8 && Block::decode(in + 4 * groups - 32, out + 3 * groups - 24)) {
    in += 4 * groups;
    out += 3 * groups;
    left -= 4 * groups;
  }
  Block::leave();
  return size - left + base64url_decode_scalar(in, left, out);
}

template <class Block>
void base64url_encode_by_blocks(const std::byte* in, std::size_t size, char* out) noexcept {
  if (size < 24) return base64url_encode_scalar(in, size, out);
  std::size_t left = size;
  for (; left >= 24; left -= 24, in += 24, out += 32) Block::encode(in, out);
  const std::size_t groups = left / 3;
  if (groups > 0) Block::encode(in + 3 * groups - 24, out + 4 * groups - 32);
  Block::leave();
  base64url_encode_scalar(in + 3 * groups, left - 3 * groups, out + 4 * groups);
}

}  // namespace signet::inline v0::detail
