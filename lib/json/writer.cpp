// Compact JSON text, appended call by call.
#include "signet/json/writer.hpp"

#include <array>
#include <charconv>

#include "json/escape.hpp"

namespace signet::inline v0 {
void JsonWriter::separate() {
  if (comma_) *out_ += ',';
  comma_ = true;
}

void JsonWriter::quoted(std::string_view text) {
  *out_ += '"';
  const std::size_t before = out_->size();
  out_->resize(before + text.size());
  if (!detail::copy_plain(out_->data() + before, text)) {
    out_->resize(before);
    utf8_ = detail::put_escaped(text, [this](std::string_view piece) { *out_ += piece; }) && utf8_;
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
