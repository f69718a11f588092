// Reads durations in whole nanoseconds, as Go counts them.
#include "common/duration.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace signet::example {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

// A longer name stands before the shorter one that it begins with.
constexpr std::array units{Unit{"ns", 1},
                           Unit{"us", 1'000},
                           Unit{"\xc2\xb5s", 1'000},
                           Unit{"ms", 1'000'000},
                           Unit{"s", 1'000'000'000},
                           Unit{"m", 60'000'000'000},
                           Unit{"h", 3'600'000'000'000}};

/// A number as written: digits, and those after a point.
struct Number {
  std::int64_t whole = 0;
  std::string_view fraction;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

std::optional<Number> take_number(std::string_view& text) {
  const std::string_view digits = take_digits(text);
  Number number;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), number.whole).ec != std::errc{}) {
    return std::nullopt;  // none, or too many
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    number.fraction = take_digits(text);
    if (number.fraction.empty()) return std::nullopt;
  }
  return number;
}

const Unit* take_unit(std::string_view& text) {
  const auto it = std::ranges::find_if(units, [&](const Unit& unit) { return text.starts_with(unit.name); });
  if (it == units.end()) return nullptr;
  text.remove_prefix(it->name.size());
  return it;
}

std::int64_t fraction_of(std::string_view digits, std::int64_t unit) {
  std::int64_t sum = 0;
  for (const char digit : digits) {
    unit /= 10;
    sum += (digit - '0') * unit;
  }
  return sum;
}

}  // namespace

std::optional<Seconds> parse_duration(std::string_view text) {
  std::int64_t total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto number = take_number(text);
    const Unit* const unit = number ? take_unit(text) : nullptr;
    if (unit == nullptr) return std::nullopt;
    std::int64_t part = 0;
    if (__builtin_mul_overflow(number->whole, unit->nanoseconds, &part) ||
        __builtin_add_overflow(total, part, &total) ||
        __builtin_add_overflow(total, fraction_of(number->fraction, unit->nanoseconds), &total)) {
      return std::nullopt;
    }
  }
  return Seconds::of_microseconds(total / 1'000);
}

}  // namespace signet::example
