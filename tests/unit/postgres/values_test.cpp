// Values in the text that PostgreSQL reads and writes.
#include "store/postgres/values.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>

using namespace signet;
using namespace signet::detail::postgres;

TEST_CASE("values are written as PostgreSQL's input functions take them") {
  CHECK(value(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(value(Epoch{std::numeric_limits<std::uint64_t>::max()}) == "18446744073709551615");
  CHECK(value(NumericDate::from_seconds(-1)) == "-1000000");
  CHECK(value(true) == "t");
  CHECK(value(false) == "f");
  CHECK(value(Uuid{}) == "00000000-0000-0000-0000-000000000000");
  CHECK(bytes_value("") == "\\x");
  CHECK(bytes_value(std::string{"\0a\xff'", 4}) == "\\x0061ff27");
}

TEST_CASE("a row is read column by column") {
  const Rows rows{7,
                  {"18446744073709551615", "-5", "t", "0061ff", std::nullopt, "7",
                   "00000000-0000-0000-0000-000000000001"}};
  RowReader row{rows, 0};
  CHECK(row.epoch() == Epoch{std::numeric_limits<std::uint64_t>::max()});
  CHECK(row.date() == NumericDate::from_microseconds(-5));
  CHECK(row.boolean());
  CHECK(row.bytes() == std::string{"\0a\xff", 3});
  CHECK_FALSE(row.optional_date().has_value());
  CHECK(row.optional_date() == NumericDate::from_microseconds(7));
  CHECK(row.uuid().bytes()[15] == 1);
  CHECK(row.good());
}

TEST_CASE("a column that does not read as what was asked for is noted") {
  struct Row {
    std::optional<std::string> text;
    void (*read)(RowReader&);
  };
  const Row rows[] = {{"", [](RowReader& row) { row.number<int>(); }},
                      {"1 ", [](RowReader& row) { row.number<int>(); }},
                      {"256", [](RowReader& row) { row.number<std::uint8_t>(); }},
                      {"-1", [](RowReader& row) { row.epoch(); }},
                      {std::nullopt, [](RowReader& row) { row.number<int>(); }},
                      {std::nullopt, [](RowReader& row) { row.text(); }},
                      {"true", [](RowReader& row) { row.boolean(); }},
                      {"not a uuid", [](RowReader& row) { row.uuid(); }},
                      {"abc", [](RowReader& row) { row.bytes(); }},
                      {"ag", [](RowReader& row) { row.bytes(); }}};
  for (const Row& row : rows) {
    CAPTURE(row.text.value_or("NULL"));
    const Rows one{1, {row.text}};
    RowReader reader{one, 0};
    row.read(reader);
    CHECK_FALSE(reader.good());
  }
}
