#include "signet/core/numeric_date.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "core/digits.hpp"
#include "signet/core/chrono.hpp"
#include "signet/core/instant.hpp"

using namespace signet;
using namespace std::chrono_literals;
using Round = NumericDate::Round;

namespace {

struct Row {
  std::string_view text;
  std::int64_t down;
  std::int64_t up;
};

}  // namespace

TEST_CASE("JSON numbers are read exactly, in every spelling RFC 8259 allows") {
  const std::vector<Row> rows{
      {"0", 0, 0},
      {"-0", 0, 0},
      {"-0.0e5", 0, 0},
      {"1700000000", 1'700'000'000'000'000, 1'700'000'000'000'000},
      {"1700000000.5", 1'700'000'000'500'000, 1'700'000'000'500'000},
      {"1.7e9", 1'700'000'000'000'000, 1'700'000'000'000'000},
      {"17E+8", 1'700'000'000'000'000, 1'700'000'000'000'000},
      {"17000000000e-1", 1'700'000'000'000'000, 1'700'000'000'000'000},
      {"0.0000001", 0, 1},
      {"1e-400", 0, 1},
      {"1.0000009999", 1'000'000, 1'000'001},
      {"253402300799", 253'402'300'799'000'000, 253'402'300'799'000'000},
      {"0e99999999999999999999", 0, 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto down = NumericDate::parse(row.text, Round::down);
    const auto up = NumericDate::parse(row.text, Round::up);
    REQUIRE(down.has_value());
    REQUIRE(up.has_value());
    CHECK(down->microseconds() == row.down);
    CHECK(up->microseconds() == row.up);
  }
}

TEST_CASE("whole seconds of any length are read digit by digit, and a byte that is none spoils them") {
  const std::string digits = "123456789012";
  for (std::size_t size = 1; size <= digits.size(); ++size) {
    CAPTURE(size);
    const std::string text = digits.substr(0, size);
    const auto date = NumericDate::parse(text, Round::down);
    REQUIRE(date.has_value());
    CHECK(date->seconds() == std::stoll(text));
    for (std::size_t at = 0; at < size; ++at) {
      for (const char other : {'/', ':', 'a', '\x00', '\xb1'}) {  // the neighbours of the digits first
        std::string spoilt = text;
        spoilt[at] = other;
        CHECK(NumericDate::parse(spoilt, Round::down).error() == fail(Errc::claim_invalid));
      }
    }
  }
}

TEST_CASE("numbers outside the years 1970 to 9999, and texts that are no JSON number, are refused") {
  const std::vector<std::string> texts{"-1",
                                       "-1e-400",
                                       "1e400",
                                       "253402300800",
                                       "253402300799.0000001",
                                       "99999999999999999999999999",
                                       "9223372036854775807",
                                       "",
                                       "-",
                                       "01",
                                       "1.",
                                       ".5",
                                       "1e",
                                       "1e+",
                                       "+1",
                                       " 1",
                                       "1 ",
                                       "NaN",
                                       "Infinity",
                                       "0x10",
                                       std::string(100'000, '9')};
  for (const std::string& text : texts) {
    CAPTURE(text.substr(0, 40));
    CHECK(NumericDate::parse(text, Round::up).error() == fail(Errc::claim_invalid));
  }
}

TEST_CASE("arithmetic saturates and never wraps") {
  const auto end = NumericDate::from_microseconds(INT64_MAX);
  const auto begin = NumericDate::from_microseconds(INT64_MIN);
  CHECK(end + Seconds::of(1) == end);
  CHECK(begin - Seconds::of(1) == begin);
  CHECK(end - begin == Seconds::of_microseconds(INT64_MAX));
  CHECK(NumericDate::from_seconds(INT64_MAX) == end);
  CHECK(end - Seconds::of_microseconds(INT64_MIN) == end);
}

TEST_CASE("Seconds takes any duration type") {
  CHECK(Seconds{30s} == Seconds::of(30));
  CHECK(Seconds{5min} == Seconds::of(300));
  CHECK(Seconds{1500ms} == Seconds::of_microseconds(1'500'000));
  CHECK(Seconds{std::chrono::hours::max()} == Seconds::of_microseconds(INT64_MAX));
}

TEST_CASE("whole seconds round down, before the epoch too") {
  CHECK(NumericDate::from_microseconds(1'999'999).seconds() == 1);
  CHECK(NumericDate::from_microseconds(-1).seconds() == -1);
  CHECK(NumericDate::from_microseconds(-1'000'000).seconds() == -1);
}

TEST_CASE("eight digits of any number are those that printf writes") {
  const auto written = [](std::uint64_t number) {
    std::string text(8, '.');
    detail::put_eight_bytes(text.data(), detail::eight_digits(number));
    return text;
  };
  const auto expected = [](std::uint64_t number) {
    std::array<char, 9> text{};
    std::snprintf(text.data(), text.size(), "%08u", static_cast<unsigned>(number));
    return std::string{text.data()};
  };
  for (std::uint64_t number = 0; number < 10'000; ++number) {  // each half, beside either end of the other
    for (const std::uint64_t other : {0U, 9'999U}) {
      REQUIRE(written(number * 10'000 + other) == expected(number * 10'000 + other));
      REQUIRE(written(other * 10'000 + number) == expected(other * 10'000 + number));
    }
  }
}

TEST_CASE("instants differ by Seconds and saturate") {
  const auto start = Instant::from_microseconds(10);
  CHECK((start + Seconds{1s}) - start == Seconds{1s});
  CHECK(Instant::from_microseconds(INT64_MAX) + Seconds{1s} == Instant::from_microseconds(INT64_MAX));
}
