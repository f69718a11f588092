// Text on its way into a JSON string: what stands for itself and what is escaped (RFC 8259 §7).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
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
