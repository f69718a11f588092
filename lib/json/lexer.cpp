// Strings with escapes (RFC 8259 §7) or with text beyond ASCII (§8.1), and those that are none.
#include "json/lexer.hpp"

namespace signet::inline v0::detail {

// The rest of a string, at `at` the first byte that does not stand for itself.
JsonLexer::Cursor JsonLexer::unusual_string(Cursor first, Cursor at, Quoted& quoted) noexcept {
  bool escaped = false;
  while (byte(at) != '"') {
    if (byte(at) == '\\') {
      escaped = true;
      at = escape(at);
      if (at == nullptr) return at;
    } else {
      // A control character, the end of the text, or a sequence of several bytes.
      const bool ascii = static_cast<std::uint8_t>(byte(at)) < 0x80;
      const std::size_t length = ascii ? 0 : utf8_sequence_length(from(at));
      if (length == 0) return unexpected(at);
      at += length;
    }
    at += plain_run(from(at));
  }
  quoted = {.at = offset(first), .size = static_cast<std::size_t>(at - first), .escaped = escaped};
  return at + 1;
}

JsonLexer::Cursor JsonLexer::escape(Cursor at) noexcept {
  const std::size_t backslash = offset(at);
  ++at;
  if (byte(at) != 'u') return unescaped(byte(at)) != '\0' ? at + 1 : unexpected(at);
  std::uint32_t unit = 0;
  at = code_unit(at, unit);
  if (at == nullptr) return at;
  if (is_low_surrogate(unit)) return refuse(Errc::json_malformed, backslash);
  if (!is_high_surrogate(unit)) return at;
  if (!from(at).starts_with("\\u")) return refuse(Errc::json_malformed, backslash);
  at = code_unit(at + 1, unit);
  if (at == nullptr) return at;
  return is_low_surrogate(unit) ? at : refuse(Errc::json_malformed, backslash);
}

// The four digits behind the u at `at`.
JsonLexer::Cursor JsonLexer::code_unit(Cursor at, std::uint32_t& unit) noexcept {
  ++at;
  unit = 0;
  for (int i = 0; i < 4; ++i, ++at) {
    const std::uint32_t digit = hex_value(byte(at));
    if (digit > 15) return unexpected(at);
    unit = unit << 4 | digit;
  }
  return at;
}

}  // namespace signet::inline v0::detail
