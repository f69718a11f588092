// What the table of the store in memory is when there is no memory for one more.
#include "store/memory/family_table.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <new>
#include <utility>

#include "conformance/some_families.hpp"
#include "unit/session/metered_new.hpp"

using namespace signet;
using namespace signet::test;
using detail::FamilyTable;

namespace {

// Whether it could be inserted with `allocations` and no more.
bool inserted_within(FamilyTable& table, std::uint32_t number, std::size_t allocations) {
  Family family;
  family.id = family_id(number);
  family.generation = number;
  fail_after(allocations);
  try {
    table.insert(std::move(family));
  } catch (const std::bad_alloc&) {
    fail_never();
    return false;
  }
  fail_never();
  return true;
}

bool holds_exactly(const FamilyTable& table, std::uint32_t count) {
  for (std::uint32_t number = 0; number < count; ++number) {
    const FamilyTable::Place place = table.find(family_id(number));
    if (!place || place.family().generation != number) return false;
  }
  return table.size() == count && !table.find(family_id(count));
}

}  // namespace

TEST_CASE("a family that there is no memory for changes nothing, and is put in when there is") {
  // More than 63 segments of 192 families, the most that the first chunk of memory has room for.
  constexpr std::uint32_t families = 13'000;
  FamilyTable table;
  int failed = 0;
  for (std::uint32_t number = 0; number < families; ++number) {
    std::size_t allowed = 0;
    while (!inserted_within(table, number, allowed)) {
      CHECK(holds_exactly(table, number));
      ++failed;
      ++allowed;
    }
  }
  CHECK(holds_exactly(table, families));
  CHECK(failed >= 8);  // the directory doubles at least six times, and a chunk takes two allocations
}
