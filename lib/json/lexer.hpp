// JsonLexer: one place in a JSON text, moved over what the grammar allows there (RFC 8259 §2 to §8).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/utf8_sequence.hpp"
#include "json/open_names.hpp"
#include "json/text.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

/// What a strict reader of JSON is built on: white space, strings, numbers and literals, and the error that
/// ended it. All is defined here, for the compiler to inline: each token's payload goes through it.
class JsonLexer {
 protected:
  using Quoted = OpenNames::Place;  // a string just read

  explicit JsonLexer(std::string_view text) noexcept : text_(text) {}

  // The first byte of the text, white space aside, which must be that of an object. Stays before it.
  bool find_object() noexcept {
    // RFC 8259 §8.1 lets parsers ignore the mark; two spellings of one header or claims set are one too many.
    if (text_.starts_with("\xef\xbb\xbf")) return refuse(Errc::utf8_invalid, 0);
    skip_space();
    const auto type = json_type_of(peek());
    if (!type) return unexpected();
    return *type == JsonType::object || refuse(Errc::json_not_object, at_);
  }

  bool string(Quoted& quoted) noexcept {
    quoted = {.at = ++at_, .size = 0, .escaped = false};
    for (;;) {
      skip_while([](char c) { return plain_bytes[static_cast<std::uint8_t>(c)]; });
      const char c = peek();
      if (c == '"') break;
      if (c == '\\') {
        quoted.escaped = true;
        if (!escape()) return false;
        continue;
      }
      // A control character, the end of the text, or a sequence of several bytes.
      const std::size_t length = static_cast<std::uint8_t>(c) < 0x80 ? 0 : sequence_length();
      if (length == 0) return unexpected();
      at_ += length;
    }
    quoted.size = at_++ - quoted.at;
    return true;
  }

  bool number() noexcept {
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;  // and no further digit: RFC 8259 §6 has no leading zeros
    } else if (!digits()) {
      return false;
    }
    if (peek() == '.') {
      ++at_;
      if (!digits()) return false;
    }
    if (peek() != 'e' && peek() != 'E') return true;
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    return digits();
  }

  bool literal() noexcept {
    const std::string_view letters = peek() == 't' ? "true" : peek() == 'f' ? "false" : "null";
    return std::ranges::all_of(letters, [this](char letter) { return take(letter); });
  }

  // NUL, which no rule accepts, stands for the end of the text.
  char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char expected) noexcept {
    if (peek() != expected) return unexpected();
    ++at_;
    return true;
  }
  void skip_space() noexcept {
    while (is_json_space(peek())) ++at_;
  }
  bool refuse(Errc code, std::size_t at) noexcept {
    error_ = code;
    error_at_ = at;
    return false;
  }
  bool unexpected() noexcept {
    const bool utf8 = at_ == text_.size() || sequence_length() != 0;
    return refuse(utf8 ? Errc::json_malformed : Errc::utf8_invalid, at_);
  }
  Error error() const noexcept { return Error::at(error_, error_at_); }

  std::string_view text_;
  std::size_t at_ = 0;

 private:
  // The bytes that stand for themselves in a string: ASCII without control characters, quote and backslash.
  static constexpr auto plain_bytes = [] {
    std::array<bool, 256> plain{};
    for (std::size_t byte = 0x20; byte < 0x80; ++byte) plain[byte] = byte != '"' && byte != '\\';
    return plain;
  }();

  template <class Predicate>
  void skip_while(Predicate holds) noexcept {
    at_ = static_cast<std::size_t>(
        std::find_if_not(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.end(), holds) -
        text_.begin());
  }
  std::string_view rest() const noexcept { return {text_.data() + at_, text_.size() - at_}; }
  std::size_t sequence_length() const noexcept { return utf8_sequence_length(rest()); }

  bool escape() noexcept {
    const std::size_t backslash = at_++;
    if (peek() != 'u') {
      if (unescaped(peek()) == '\0') return unexpected();
      ++at_;
      return true;
    }
    std::uint32_t unit = 0;
    if (!code_unit(unit)) return false;
    if (is_low_surrogate(unit)) return refuse(Errc::json_malformed, backslash);
    if (!is_high_surrogate(unit)) return true;
    const bool paired = rest().starts_with("\\u");
    if (!paired) return refuse(Errc::json_malformed, backslash);
    ++at_;
    if (!code_unit(unit)) return false;
    return is_low_surrogate(unit) || refuse(Errc::json_malformed, backslash);
  }

  // The four digits behind the u at at_.
  bool code_unit(std::uint32_t& unit) noexcept {
    ++at_;
    unit = 0;
    for (const std::size_t end = at_ + 4; at_ < end; ++at_) {
      const std::uint32_t digit = hex_value(peek());
      if (digit > 15) return unexpected();
      unit = unit << 4 | digit;
    }
    return true;
  }

  // One digit or more.
  bool digits() noexcept {
    if (!is_digit(peek())) return unexpected();
    skip_while(is_digit);
    return true;
  }

  Errc error_ = Errc::json_malformed;
  std::size_t error_at_ = 0;
};

}  // namespace signet::inline v0::detail
