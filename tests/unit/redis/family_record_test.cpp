// Records of families: their text, their order, and what does not read.
#include "store/redis/family_record.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace signet;
using namespace signet::detail::redis;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

std::string text_of(std::int64_t microseconds) {
  return std::string{std::string_view{date_text(NumericDate::from_microseconds(microseconds))}};
}

Family family() {
  return {.id = {},
          .subject = "ann",
          .epoch = {7},
          .generation = 3,
          .attempt = {*Uuid::parse("00112233-4455-6677-8899-aabbccddeeff")},
          .created_at = NumericDate::from_seconds(1),
          .rotated_at = NumericDate::from_seconds(2),
          .idle_until = NumericDate::from_seconds(3),
          .expires_at = NumericDate::from_seconds(4),
          .revoked_at = {}};
}

constexpr std::string_view record =
    "10000000000003000000"
    "10000000000002000000"
    "00112233-4455-6677-8899-aabbccddeeff"
    "00"
    "0000000003"
    "1"
    "--------------------"
    "10000000000001000000"
    "00000000000000000007"
    "10000000000004000000"
    "ann";

}  // namespace

TEST_CASE("texts of dates are in the order of the dates, and read back") {
  CHECK(text_of(0) == "10000000000000000000");
  CHECK(text_of(-1) == "09223372036854775807");
  constexpr std::int64_t dates[] = {least, least + 1, -1, 0, 1, 9, 10, 1'700'000'000'000'000, most};
  for (std::size_t i = 0; i < std::size(dates); ++i) {
    CAPTURE(dates[i]);
    CHECK(read_date(text_of(dates[i])).value() == NumericDate::from_microseconds(dates[i]));
    if (i > 0) CHECK(text_of(dates[i - 1]) < text_of(dates[i]));
  }
}

TEST_CASE("texts of epochs and generations have all their digits") {
  CHECK(std::string_view{epoch_text(Epoch{std::numeric_limits<std::uint64_t>::max()})} ==
        "18446744073709551615");
  CHECK(std::string_view{generation_text(4'294'967'296)} == "4294967296");
  CHECK(std::string_view{generation_text(7)} == "0000000007");
}

TEST_CASE("a family is one text of fixed places, and is read back") {
  CHECK(record_of(family()) == record);
  const auto read = read_record(record);
  REQUIRE(read);
  CHECK(read->family == family());
  CHECK(read->live);
}

TEST_CASE("a revoked family's record says since when") {
  std::string revoked{record};
  revoked.replace(76, 2, "51");
  revoked.replace(88, 21, "010000000000009000000");
  const auto read = read_record(revoked);
  REQUIRE(read);
  CHECK(read->family.reissues == 5);
  CHECK(read->family.used);
  CHECK_FALSE(read->live);
  CHECK(read->family.revoked_at == NumericDate::from_seconds(9));
}

TEST_CASE("whatever is not a record does not read as one") {
  const Error mismatch = fail(Errc::store_schema_mismatch);
  CHECK(read_record("").error() == mismatch);
  CHECK(read_record(record.substr(0, 168)).error() == mismatch);
  for (const std::size_t place : {0U, 19U, 20U, 40U, 76U, 77U, 78U, 88U, 89U, 109U, 129U, 149U}) {
    CAPTURE(place);
    std::string bad{record};
    bad[place] = 'x';
    CHECK(read_record(bad).error() == mismatch);
  }
  CHECK(read_date("19999999999999999999").error() == mismatch);
  CHECK(read_date("1").error() == mismatch);
}
