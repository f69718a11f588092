// The table of denials against a map, through many additions and removals; its memory.
#include "token/deny_table.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

#include "seed.hpp"
#include "unit/token/counted_new.hpp"

using namespace signet;
using detail::DenyTable;
using detail::Fingerprint;
using signet_test::allocated_bytes;

namespace {

NumericDate at(std::int64_t second) { return NumericDate::from_seconds(second); }

}  // namespace

TEST_CASE("R12: through additions and removals the table holds what a map would, crowded at its ends too") {
  std::mt19937_64 random{signet::testing::seed()};
  for (const std::size_t entries : {1U, 2U, 7U, 64U}) {
    DenyTable table{entries};
    std::map<std::uint64_t, DenyTable::Entry> expected;
    for (std::int64_t now = 0; now < 2'000; ++now) {
      // Few homes, at both ends of the slots, so that searches are long and go around.
      const std::uint64_t number = random() % 200;
      const Fingerprint denied{2 * number + 3, (number % 4) - 2};
      const DenyTable::Entry entry{at(static_cast<std::int64_t>(random() % 1'000)),
                                   at(now + static_cast<std::int64_t>(random() % 150))};
      const bool added = table.add(denied, entry, at(now)).has_value();
      if (!expected.contains(number) && expected.size() == entries) {
        std::erase_if(expected, [&](const auto& kept) { return kept.second.kept_until <= at(now); });
        REQUIRE(added == (expected.size() < entries));
      }
      if (added) {
        DenyTable::Entry& kept = expected.try_emplace(number, entry).first->second;
        kept = {std::max(kept.issued_before, entry.issued_before),
                std::max(kept.kept_until, entry.kept_until)};
      }
      REQUIRE(table.size() == expected.size());
      for (std::uint64_t i = 0; i < 200; ++i) {
        const auto found = table.issued_before({2 * i + 3, (i % 4) - 2});
        REQUIRE(found.has_value() == expected.contains(i));
        if (found) REQUIRE(*found == expected.at(i).issued_before);
      }
    }
  }
}

TEST_CASE("fingerprints that differ in either half are two entries") {
  DenyTable table{8};
  REQUIRE(table.add({3, 4}, {at(1), at(9)}, at(0)).has_value());
  CHECK(table.issued_before({3, 4}) == at(1));
  CHECK_FALSE(table.issued_before({5, 4}).has_value());
  CHECK_FALSE(table.issued_before({3, 4 + 16}).has_value());
  CHECK_FALSE(table.issued_before({0, 0}).has_value());
  REQUIRE(table.add({0, 0}, {at(2), at(9)}, at(0)).has_value());
  CHECK(table.issued_before({0, 0}) == at(2));
}

TEST_CASE("R12: an entry takes 64 to 128 bytes, all of them when the table is made") {
  for (const std::size_t entries : {1'000U, 1'024U, 1'025U}) {
    const std::size_t before = allocated_bytes();
    DenyTable table{entries};
    const std::size_t bytes = allocated_bytes() - before;
    CHECK(bytes >= 64 * entries);
    CHECK(bytes < 128 * entries);
    for (std::uint64_t i = 0; i < entries; ++i)
      REQUIRE(table.add({2 * i + 3, i}, {at(1), at(9)}, at(0)).has_value());
    CHECK(allocated_bytes() - before == bytes);
  }
}
