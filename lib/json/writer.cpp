// Compact JSON text, appended call by call.
#include "signet/json/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/utf8_sequence.hpp"
#include "json/special_bytes.hpp"

namespace signet::inline v0 {
namespace {

// The bytes that RFC 8259 §7 wants escaped, in their shortest form.
void append_escaped(std::string& out, char c) {
  constexpr std::string_view meanings = "\"\\\b\f\n\r\t";
  constexpr std::string_view letters = "\"\\bfnrt";
  constexpr std::string_view hex = "0123456789abcdef";
  const auto byte = static_cast<std::uint8_t>(c);
  if (const std::size_t i = meanings.find(c); i < meanings.size()) {
    out += {'\\', letters[i]};
  } else {
    out += {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
  }
}

// How many bytes at the front of `text` stand for themselves; `utf8` becomes false if they are not UTF-8.
std::size_t unescaped_run(std::string_view text, bool& utf8) noexcept {
  std::size_t at = detail::plain_run(text);
  while (at < text.size() && static_cast<std::uint8_t>(text[at]) >= 0x80) {
    const std::size_t length = detail::utf8_sequence_length(text.substr(at));
    utf8 = utf8 && length != 0;
    at += std::max<std::size_t>(length, 1);
    at += detail::plain_run(text.substr(at));
  }
  return at;
}

}  // namespace

void JsonWriter::separate() {
  if (comma_) *out_ += ',';
  comma_ = true;
}

void JsonWriter::quoted(std::string_view text) {
  *out_ += '"';
  for (;;) {
    const std::size_t run = unescaped_run(text, utf8_);
    *out_ += text.substr(0, run);
    if (run == text.size()) break;
    append_escaped(*out_, text[run]);
    text.remove_prefix(run + 1);
  }
  *out_ += '"';
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  *out_ += '{';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  *out_ += '}';
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  separate();
  *out_ += '[';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  *out_ += ']';
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  quoted(name);
  *out_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  separate();
  quoted(text);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
  std::array<char, 20> digits;  // a sign and 19 digits
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return raw({digits.data(), static_cast<std::size_t>(written.ptr - digits.data())});
}

JsonWriter& JsonWriter::boolean(bool value) { return raw(value ? "true" : "false"); }

JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::date(NumericDate date) { return integer(date.seconds()); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  *out_ += json;
  return *this;
}

Result<void> JsonWriter::finish() const {
  if (!utf8_) return fail(Errc::utf8_invalid);
  return {};
}

}  // namespace signet::inline v0
