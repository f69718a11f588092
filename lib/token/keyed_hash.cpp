// The folded multiplication behind KeyedHash.
#include "token/keyed_hash.hpp"

#include <cstddef>
#include <cstring>
#include <span>

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t block_size = 16;
using Block = std::array<std::uint64_t, 2>;
__extension__ using Product = unsigned __int128;

std::uint64_t folded(std::uint64_t a, std::uint64_t b) noexcept {
  const Product product = static_cast<Product>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

Block block_at(const char* bytes) noexcept {
  Block block;
  std::memcpy(block.data(), bytes, block_size);
  return block;
}

Block padded(std::string_view text) noexcept {
  Block block{};
  text.copy(reinterpret_cast<char*>(block.data()), block_size);
  return block;
}

}  // namespace

Result<KeyedHash> KeyedHash::random(RandomSource& random) {
  KeyedHash hash;
  if (const auto filled = random.fill(std::as_writable_bytes(std::span{hash.key_})); !filled) {
    return filled.error();
  }
  return hash;
}

Fingerprint KeyedHash::operator()(std::string_view text, std::uint64_t domain) const noexcept {
  std::uint64_t a = key_[0] ^ domain;
  std::uint64_t b = key_[1] ^ text.size();
  const auto mix = [&](const Block& block) {
    a = folded(block[0] ^ key_[2], block[1] ^ a);
    b = folded(block[1] ^ key_[3], block[0] ^ b);
  };
  for (std::size_t at = 0; at + block_size < text.size(); at += block_size) {
    mix(block_at(text.data() + at));
  }
  // The last block overlaps the one before it; the size, mixed in above, tells texts apart that it could not.
  mix(text.size() < block_size ? padded(text) : block_at(text.data() + text.size() - block_size));
  return {.first = folded(a ^ key_[4], b ^ key_[5]), .second = folded(a ^ key_[5], b ^ key_[4])};
}

}  // namespace signet::inline v0::detail
