// JsonLexer: moves a cursor over what the grammar of JSON allows (RFC 8259 §2 to §8), and says where it does
// not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/digits.hpp"
#include "core/utf8_sequence.hpp"
#include "json/open_names.hpp"
#include "json/special_bytes.hpp"
#include "json/text.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

/// What a strict reader of JSON is built on: white space, strings, numbers and literals, and the error that
/// ended it. Functions take a cursor and give the one behind what they read, so that it stays in a register
/// (each token's payload goes through here); null is a refusal, of which error() says why.
class JsonLexer {
 protected:
  using Cursor = const char*;
  using Quoted = OpenNames::Place;  // a string just read

  explicit JsonLexer(std::string_view text) noexcept : begin_(text.data()), end_(begin_ + text.size()) {}

  // The first byte of the text, white space aside, which must be that of an object.
  Cursor find_object() noexcept {
    // RFC 8259 §8.1 lets parsers ignore the mark; two spellings of one header or claims set are one too many.
    if (from(begin_).starts_with("\xef\xbb\xbf")) return refuse(Errc::utf8_invalid, 0);
    const Cursor at = skip_space(begin_);
    const auto type = json_type_of(byte(at));
    if (!type) return unexpected(at);
    return *type == JsonType::object ? at : refuse(Errc::json_not_object, offset(at));
  }

  // `at` is its first quote.
  Cursor string(Cursor at, Quoted& quoted) noexcept {
    const Cursor first = at + 1;
    const Cursor last = first + plain_run(from(first));
    if (byte(last) != '"') return unusual_string(first, last, quoted);
    quoted = {.at = offset(first), .size = static_cast<std::size_t>(last - first), .escaped = false};
    return last + 1;
  }

  Cursor number(Cursor at) noexcept {
    if (byte(at) == '-') ++at;
    at = byte(at) == '0' ? at + 1 : digits(at);  // RFC 8259 §6: no digit follows a leading zero
    if (at != nullptr && byte(at) == '.') at = digits(at + 1);
    if (at == nullptr || (byte(at) != 'e' && byte(at) != 'E')) return at;
    ++at;
    if (byte(at) == '+' || byte(at) == '-') ++at;
    return digits(at);
  }

  Cursor literal(Cursor at) noexcept {
    const std::string_view letters = byte(at) == 't' ? "true" : byte(at) == 'f' ? "false" : "null";
    for (const char letter : letters) {
      if (byte(at) != letter) return unexpected(at);
      ++at;
    }
    return at;
  }

  // The colon, with white space around it.
  Cursor colon(Cursor at) noexcept {
    at = skip_space(at);
    return byte(at) == ':' ? skip_space(at + 1) : unexpected(at);
  }

  // NUL, which no rule accepts, stands for the end of the text.
  char byte(Cursor at) const noexcept { return at != end_ ? *at : '\0'; }
  Cursor skip_space(Cursor at) const noexcept {
    while (is_json_space(byte(at))) ++at;
    return at;
  }
  std::size_t offset(Cursor at) const noexcept { return static_cast<std::size_t>(at - begin_); }
  std::string_view from(Cursor at) const noexcept { return {at, static_cast<std::size_t>(end_ - at)}; }
  std::string_view text() const noexcept { return from(begin_); }
  bool at_end(Cursor at) const noexcept { return at == end_; }

  Cursor refuse(Errc code, std::size_t at) noexcept {
    error_ = code;
    error_at_ = at;
    return nullptr;
  }
  Cursor unexpected(Cursor at) noexcept {
    const bool utf8 = at == end_ || utf8_sequence_length(from(at)) != 0;
    return refuse(utf8 ? Errc::json_malformed : Errc::utf8_invalid, offset(at));
  }
  Error error() const noexcept { return Error::at(error_, error_at_); }

 private:
  Cursor unusual_string(Cursor first, Cursor at, Quoted& quoted) noexcept;
  Cursor escape(Cursor at) noexcept;
  Cursor code_unit(Cursor at, std::uint32_t& unit) noexcept;

  // One digit or more.
  Cursor digits(Cursor at) noexcept {
    if (!is_digit(byte(at))) return unexpected(at);
    return at + leading_digits(from(at));
  }

  Cursor begin_;
  Cursor end_;
  Errc error_ = Errc::json_malformed;
  std::size_t error_at_ = 0;
};

}  // namespace signet::inline v0::detail
