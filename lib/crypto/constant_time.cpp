// Comparison of secrets, eight bytes at a time.
#include "signet/crypto/constant_time.hpp"

#include <cstdint>
#include <cstring>

#include "crypto/equal_words.hpp"

namespace signet::inline v0 {
namespace {

std::uint64_t word_at(std::span<const std::byte> bytes, std::size_t at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data() + at, sizeof word);
  return word;
}

}  // namespace

bool constant_time_equal(std::span<const std::byte> a, std::span<const std::byte> b) noexcept {
  if (a.size() != b.size()) return false;
  std::uint64_t difference = 0;
  std::size_t at = 0;
  for (; a.size() - at >= sizeof difference; at += sizeof difference) {
    difference = detail::opaque(difference | (word_at(a, at) ^ word_at(b, at)));
  }
  for (; at < a.size(); ++at) {
    difference = detail::opaque(difference | std::to_integer<std::uint64_t>(a[at] ^ b[at]));
  }
  return difference == 0;
}

bool constant_time_equal(std::string_view a, std::string_view b) noexcept {
  return constant_time_equal(std::as_bytes(std::span{a}), std::as_bytes(std::span{b}));
}

}  // namespace signet::inline v0
