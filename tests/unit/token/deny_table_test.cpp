// The table of denials against a map, through many additions and removals; its memory; reading meanwhile.
#include "token/deny_table.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <memory>
#include <random>

#include "seed.hpp"
#include "support/at_once.hpp"
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

TEST_CASE("R12: readers beside a removal find all that is kept, and nothing that never was") {
  constexpr std::uint64_t expiring = 48;
  constexpr std::uint64_t kept = 16;
  // All in a few searches, what is kept behind what expires, so that each removal moves what readers look
  // for.
  std::vector<std::unique_ptr<DenyTable>> tables;
  for (int i = 0; i < 2'000; ++i) {
    tables.push_back(std::make_unique<DenyTable>(expiring + kept));
    for (std::uint64_t n = 0; n < expiring + kept; ++n) {
      const auto until = at(n < expiring ? 10 : 100);
      REQUIRE(tables.back()->add({2 * n + 3, n % 8}, {at(7), until}, at(0)).has_value());
    }
  }
  std::atomic<std::size_t> current{0};
  const auto results = signet::test::at_once(3, [&](std::size_t thread) -> Result<std::uint64_t> {
    std::uint64_t wrong = 0;
    if (thread == 0) {
      for (const auto& table : tables) {
        if (!table->add({1'001, 4}, {at(7), at(100)}, at(10)) || table->size() != kept + 1) ++wrong;
        ++current;
      }
      return wrong;
    }
    for (std::size_t i = 0; (i = current) < tables.size();) {
      for (std::uint64_t n = expiring; n < expiring + kept; ++n) {
        if (tables[i]->issued_before({2 * n + 3, n % 8}) != at(7)) ++wrong;
      }
      if (tables[i]->issued_before({1'003, 4}).has_value()) ++wrong;
    }
    return wrong;
  });
  for (const auto& wrong : results) CHECK(wrong.value() == 0);
}
