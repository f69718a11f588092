// Hexadecimal both ways, and the reading of rows.
#include "store/postgres/values.hpp"

namespace signet::inline v0::detail::postgres {
namespace {

int digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::string bytes_value(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "\\x";
  text.reserve(2 + 2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

std::optional<NumericDate> RowReader::optional_date() noexcept {
  if (values_[column_]) return date();
  ++column_;
  return std::nullopt;
}

bool RowReader::boolean() noexcept {
  const std::string_view text = next();
  good_ = good_ && (text == "t" || text == "f");
  return text == "t";
}

Uuid RowReader::uuid() noexcept {
  const auto read = Uuid::parse(next());
  good_ = good_ && read.has_value();
  return read ? *read : Uuid{};
}

std::string RowReader::bytes() {
  const std::string_view text = next();
  std::string read;
  read.reserve(text.size() / 2);
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    good_ = good_ && digit(text[i]) >= 0 && digit(text[i + 1]) >= 0;
    read += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
  }
  good_ = good_ && text.size() % 2 == 0;
  return read;
}

std::string_view RowReader::next() noexcept {
  const std::optional<std::string>& value = values_[column_];
  ++column_;
  good_ = good_ && value.has_value();
  return value ? std::string_view{*value} : std::string_view{};
}

}  // namespace signet::inline v0::detail::postgres
