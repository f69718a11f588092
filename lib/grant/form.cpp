// Splits a form and decodes it in place.
#include "grant/form.hpp"

#include <algorithm>
#include <optional>

namespace signet::inline v0::detail {
namespace {

constexpr std::size_t most_parameters = 32;

std::optional<unsigned> hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

/// Decodes `size` characters where they stand; they get no longer by it.
std::optional<std::string_view> decode(char* text, std::size_t size) noexcept {
  std::size_t out = 0;
  for (std::size_t i = 0; i < size; ++i) {
    char c = text[i] == '+' ? ' ' : text[i];
    if (c == '%') {
      const auto high = i + 1 < size ? hex_digit(text[i + 1]) : std::nullopt;
      const auto low = i + 2 < size ? hex_digit(text[i + 2]) : std::nullopt;
      if (!high || !low) return std::nullopt;
      c = static_cast<char>(*high << 4 | *low);
      i += 2;
    }
    text[out++] = c;
  }
  return std::string_view{text, out};
}

}  // namespace

Result<Form> Form::read(std::string_view text) {
  Form form;
  if (text.empty()) return form;
  form.text_ = SecretBytes::copy_of(text);
  char* rest = reinterpret_cast<char*>(form.text_.expose_writable().data());
  char* const end = rest + text.size();
  while (rest < end) {
    char* const stop = std::find(rest, end, '&');
    char* const equals = std::find(rest, stop, '=');
    if (equals == stop) return fail(Errc::request_malformed);
    const auto name = decode(rest, static_cast<std::size_t>(equals - rest));
    const auto value = decode(equals + 1, static_cast<std::size_t>(stop - equals - 1));
    if (!name || !value || form.parameters_.size() == most_parameters ||
        std::ranges::find(form.parameters_, *name, &Parameter::name) != form.parameters_.end()) {
      return fail(Errc::request_malformed);
    }
    form.parameters_.push_back({*name, *value});
    rest = stop == end ? end : stop + 1;
  }
  return form;
}

std::string_view Form::value(std::string_view name) const& noexcept {
  const auto it = std::ranges::find(parameters_, name, &Parameter::name);
  return it == parameters_.end() ? std::string_view{} : it->value;
}

}  // namespace signet::inline v0::detail
