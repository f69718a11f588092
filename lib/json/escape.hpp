// Text on its way into a JSON string: what stands for itself and what is escaped (RFC 8259 §7).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/utf8_sequence.hpp"
#include "json/special_bytes.hpp"

namespace signet::inline v0::detail {

/// The escape of one byte in its shortest form.
class Escape {
 public:
  explicit Escape(char c) noexcept {
    constexpr std::string_view meanings = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    constexpr std::string_view hex = "0123456789abcdef";
    const auto byte = static_cast<std::uint8_t>(c);
    if (const std::size_t i = meanings.find(c); i < meanings.size()) {
      text_ = {'\\', letters[i]};
      size_ = 2;
    } else {
      text_ = {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
    }
  }
  std::string_view text() const noexcept { return {text_.data(), size_}; }

 private:
  std::array<char, 6> text_;
  std::size_t size_ = 6;
};

/// How many bytes at the front of `text` stand for themselves; `utf8` becomes false if they are not UTF-8.
inline std::size_t unescaped_run(std::string_view text, bool& utf8) noexcept {
  std::size_t at = plain_run(text);
  while (at < text.size() && static_cast<std::uint8_t>(text[at]) >= 0x80) {
    const std::size_t length = utf8_sequence_length(text.substr(at));
    utf8 = utf8 && length != 0;
    at += std::max<std::size_t>(length, 1);
    at += plain_run(text.substr(at));
  }
  return at;
}

/// Sixteen bytes at a time, under no instruction set's name: as many operations as the processor needs.
using SignedBytes __attribute__((vector_size(16))) = signed char;
using WordPair __attribute__((vector_size(16))) = std::uint64_t;

/// Not zero in each byte that is special. As signed numbers, bytes from 0x80 on lie below control characters.
inline SignedBytes special_bytes(SignedBytes bytes) noexcept {
  return (bytes < 0x20) | (bytes == '"') | (bytes == '\\');
}

/// Copies 16 bytes. @return special_bytes of them
inline SignedBytes copy_16(char* out, const char* text) noexcept {
  SignedBytes bytes;
  std::memcpy(&bytes, text, sizeof bytes);
  std::memcpy(out, &bytes, sizeof bytes);
  return special_bytes(bytes);
}

inline bool none(SignedBytes bytes) noexcept {
  const auto words = std::bit_cast<WordPair>(bytes);
  return (words[0] | words[1]) == 0;
}

/// Copies as many bytes as a `Word` has twice, from both ends of `text`. @return whether they are plain
template <class Word>
bool copy_ends(char* out, std::string_view text) noexcept {
  const std::size_t last = text.size() - sizeof(Word);
  Word words[2];
  std::memcpy(&words[0], text.data(), sizeof(Word));
  std::memcpy(&words[1], text.data() + last, sizeof(Word));
  std::memcpy(out, &words[0], sizeof(Word));
  std::memcpy(out + last, &words[1], sizeof(Word));
  // Above a shorter word stand other bytes that are plain.
  constexpr std::uint64_t above = sizeof(Word) < 8 ? 0x3030'3030'0000'0000 : 0;
  return none(special_bytes(std::bit_cast<SignedBytes>(WordPair{words[0] | above, words[1] | above})));
}

/// Copies `text`. @return whether every byte stands for itself, as in most texts. They are looked at on their
/// way; the last piece lies over the one before it, so that nothing is left to be copied byte by byte.
inline bool copy_plain(char* out, std::string_view text) noexcept {
  const std::size_t size = text.size();
  if (size >= 16) {
    SignedBytes special = copy_16(out + size - 16, text.data() + size - 16);
    for (std::size_t at = 0; at < size - 16; at += 16) special |= copy_16(out + at, text.data() + at);
    return none(special);
  }
  if (size >= 8) return copy_ends<std::uint64_t>(out, text);
  if (size >= 4) return copy_ends<std::uint32_t>(out, text);
  std::ranges::copy(text, out);
  return std::ranges::none_of(text, is_special);
}

/// Gives the inside of the string that means `text` to `put`, piece by piece. @return whether it is UTF-8
template <class Put>
bool put_escaped(std::string_view text, const Put& put) {
  bool utf8 = true;
  for (;;) {
    const std::size_t run = unescaped_run(text, utf8);
    put(text.substr(0, run));
    if (run == text.size()) return utf8;
    put(Escape{text[run]}.text());
    text.remove_prefix(run + 1);
  }
}

}  // namespace signet::inline v0::detail
