// Reading a NumericDate: the digits of any JSON number, exactly, without floating point.
#include "signet/core/numeric_date.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "core/whole_seconds.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::int64_t last_second = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr std::int64_t exponent_cap = 100'000'000;     // far beyond any text's digits; keeps the sum in range

// The parts of a JSON number; digits stay text, since there may be any number of them.
struct Decimal {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;
};

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end - at;
}

std::optional<Decimal> split(std::string_view text) {
  Decimal number;
  std::size_t at = 0;
  if (at < text.size() && text[at] == '-') {
    number.negative = true;
    ++at;
  }
  const std::size_t whole = digits_at(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return std::nullopt;
  number.whole = text.substr(at, whole);
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = digits_at(text, at + 1);
    if (fraction == 0) return std::nullopt;
    number.fraction = text.substr(at + 1, fraction);
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    const bool down = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::size_t size = digits_at(text, at);
    if (size == 0) return std::nullopt;
    for (const char digit : text.substr(at, size)) {
      number.exponent = std::min(number.exponent * 10 + (digit - '0'), exponent_cap);
    }
    if (down) number.exponent = -number.exponent;
    at += size;
  }
  if (at != text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<NumericDate> NumericDate::parse(std::string_view text, Round round) noexcept {
  if (const auto date = detail::whole_seconds(text)) return *date;
  const auto number = split(text);
  if (!number) return fail(Errc::claim_invalid);

  // All digits as one row; the point stands after the first `point` of them, counted in microseconds.
  const auto digit_at = [&](std::int64_t i) {
    const auto index = static_cast<std::size_t>(i);
    const char digit =
        index < number->whole.size() ? number->whole[index] : number->fraction[index - number->whole.size()];
    return digit - '0';
  };
  const auto count = static_cast<std::int64_t>(number->whole.size() + number->fraction.size());
  const std::int64_t point = static_cast<std::int64_t>(number->whole.size()) + number->exponent + 6;

  constexpr std::int64_t limit = (last_second + 1) * 1'000'000;
  std::int64_t microseconds = 0;
  bool rest = false;  // digits finer than a microsecond, not all zero
  for (std::int64_t i = 0; i < count; ++i) {
    if (i >= point) {
      rest = rest || digit_at(i) != 0;
      continue;
    }
    microseconds = microseconds * 10 + digit_at(i);
    if (microseconds >= limit) return fail(Errc::claim_invalid);
  }
  if (microseconds != 0) {
    for (std::int64_t i = count; i < point; ++i) {
      microseconds *= 10;
      if (microseconds >= limit) return fail(Errc::claim_invalid);
    }
  }
  if (number->negative && (microseconds != 0 || rest)) return fail(Errc::claim_invalid);
  if (rest && round == Round::up) ++microseconds;
  if (microseconds > last_second * 1'000'000) return fail(Errc::claim_invalid);
  return from_microseconds(microseconds);
}

}  // namespace signet::inline v0
