// Text on its way into a JSON string: what stands for itself and what is escaped (RFC 8259 §7).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/digits.hpp"
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

/// Whether every byte stands for itself, as in most texts. The last piece lies over the one before it, so
/// that nothing is left to look at byte by byte.
inline bool all_unescaped(std::string_view text) noexcept {
  const char* const last = text.data() + text.size();
  if (text.size() >= 16) {
    std::uint32_t plain = plain_of_16(last - 16);
    for (const char* at = text.data(); at < last - 16; at += 16) plain &= plain_of_16(at);
    return plain == 0xffff;
  }
  if (text.size() >= 8)
    return (plain_of_8(eight_bytes(text.data())) & plain_of_8(eight_bytes(last - 8))) == 0xff;
  if (text.size() >= 4) {
    std::uint32_t front = 0;
    std::uint32_t back = 0;
    std::memcpy(&front, text.data(), sizeof front);
    std::memcpy(&back, last - sizeof back, sizeof back);
    return plain_of_8(front | std::uint64_t{back} << 32) == 0xff;
  }
  return std::ranges::none_of(text, is_special);
}

// Any text, apart, so that the usual one costs no more than it needs.
template <class Put>
[[gnu::noinline]] bool put_escaped_pieces(std::string_view text, const Put& put) {
  bool utf8 = true;
  for (;;) {
    const std::size_t run = unescaped_run(text, utf8);
    put(text.substr(0, run));
    if (run == text.size()) return utf8;
    put(Escape{text[run]}.text());
    text.remove_prefix(run + 1);
  }
}

/// Gives the inside of the string that means `text` to `put`, piece by piece. @return whether it is UTF-8
template <class Put>
bool put_escaped(std::string_view text, const Put& put) {
  if (!all_unescaped(text)) return put_escaped_pieces(text, put);
  put(text);
  return true;
}

}  // namespace signet::inline v0::detail
