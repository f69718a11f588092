// Formats RFC 3339 times.
#include "common/rfc3339.hpp"

#include <chrono>

namespace signet::example {
namespace {

/// Writes `number` so that its last digit stands before `end`.
void put(std::string& text, std::size_t end, unsigned number) {
  for (; number > 0; number /= 10) text[--end] = static_cast<char>('0' + number % 10);
}

std::string until_seconds(NumericDate date) {
  using namespace std::chrono;
  const sys_seconds time{seconds{date.seconds()}};
  const auto day = floor<days>(time);
  const year_month_day on{day};
  const hh_mm_ss at{time - day};
  std::string text = "0000-00-00T00:00:00";
  put(text, 4, static_cast<unsigned>(static_cast<int>(on.year())));
  put(text, 7, static_cast<unsigned>(on.month()));
  put(text, 10, static_cast<unsigned>(on.day()));
  put(text, 13, static_cast<unsigned>(at.hours().count()));
  put(text, 16, static_cast<unsigned>(at.minutes().count()));
  put(text, 19, static_cast<unsigned>(at.seconds().count()));
  return text;
}

}  // namespace

std::string rfc3339(NumericDate date) { return until_seconds(date) += 'Z'; }

std::string rfc3339_milliseconds(NumericDate date) {
  std::string text = until_seconds(date) += ".000Z";
  put(text, 23, static_cast<unsigned>((date.microseconds() % 1'000'000) / 1000));
  return text;
}

}  // namespace signet::example
