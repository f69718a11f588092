// The comparison of secrets of a size that is known when compiled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace signet::inline v0::detail {

/// The same value. The compiler cannot tell what comes out, and so can neither end a loop early nor branch on
/// a part of it.
template <class Word>
Word opaque(Word value) noexcept {
  asm volatile("" : "+r"(value));
  return value;
}

/// Whether both have the same bytes, in the same time whatever they are.
template <std::size_t Size>
bool equal_words(const std::byte* a, const std::byte* b) noexcept {
  using Word = std::uint64_t;
  static_assert(Size % sizeof(Word) == 0);
  Word difference = 0;
  for (std::size_t at = 0; at < Size; at += sizeof(Word)) {
    Word its = 0;
    Word others = 0;
    std::memcpy(&its, a + at, sizeof its);
    std::memcpy(&others, b + at, sizeof others);
    difference = opaque(difference | (its ^ others));
  }
  return difference == 0;
}

}  // namespace signet::inline v0::detail
