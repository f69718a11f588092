// The table of the store in memory beside a std::map, over random histories.
#include "store/memory/family_table.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <iterator>
#include <map>
#include <random>

using namespace signet;
using detail::FamilyTable;

namespace {

FamilyId id_of(std::uint64_t high, std::uint64_t low) {
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &high, 8);
  std::memcpy(bytes.data() + 8, &low, 8);
  return {Uuid::from_bytes(bytes)};
}

Family family_of(const FamilyId& id, std::uint32_t generation) {
  Family family;
  family.id = id;
  family.subject = "a subject that is too long for its family's own bytes";
  family.generation = generation;
  return family;
}

using Lots = std::mt19937_64;

// Where the ids of a history come from: such as the library makes, and such as a program may make.
struct Ids {
  const char* name;
  FamilyId (*drawn)(std::uint64_t number);
};
constexpr Ids kinds[] = {
    {"random", [](std::uint64_t number) { return id_of(Lots{number}(), number); }},
    {"counted from nil", [](std::uint64_t number) { return id_of(0, number); }},
    {"counted in the first half", [](std::uint64_t number) { return id_of(number << 48U, 7); }},
    // Halves that are 0 once the hash has mixed its own words in.
    {"of one first half", [](std::uint64_t number) { return id_of(0x9e3779b97f4a7c15U, number); }},
    {"of one second half", [](std::uint64_t number) { return id_of(number, 0xbf58476d1ce4e5b9U); }},
};

struct Held {
  std::uint32_t generation;
  bool voided;
};
using Model = std::map<FamilyId, Held>;

void check_same(const FamilyTable& table, const Model& model) {
  REQUIRE(table.size() == model.size());
  std::size_t visited = 0;
  table.for_each([&](const Family& family) { visited += model.count(family.id); });
  CHECK(visited == model.size());
  for (const auto& [id, held] : model) {
    const FamilyTable::Place place = table.find(id);
    REQUIRE(place);
    CHECK(place.family() == family_of(id, held.generation));
    CHECK(place.is_voided() == held.voided);
  }
}

void step(FamilyTable& table, Model& model, const FamilyId& id, Lots& lots) {
  const FamilyTable::Place place = table.find(id);
  const auto held = model.find(id);
  REQUIRE((held != model.end()) == static_cast<bool>(place));
  if (!place) {
    const auto generation = static_cast<std::uint32_t>(lots());
    model.emplace(id, Held{generation, false});
    CHECK(table.insert(family_of(id, generation)).family().generation == generation);
  } else if (lots() % 3 == 0) {
    place.mark_voided();
    held->second.voided = true;
  } else {
    table.erase(place);
    model.erase(held);
  }
}

}  // namespace

TEST_CASE("what was put in is found until it is taken out, whatever the ids, whatever came and went") {
  // A segment has 256 places and holds 192, so that the former stay in one and the latter take several.
  for (const std::uint64_t universe : {8U, 230U, 250U, 3'000U}) {
    CAPTURE(universe);
    for (const Ids& ids : kinds) {
      CAPTURE(ids.name);
      for (std::uint64_t history = 1; history <= 3; ++history) {
        CAPTURE(history);
        Lots lots{history};
        FamilyTable table;
        Model model;
        for (std::uint64_t i = 0; i < 4 * universe; ++i) {
          step(table, model, ids.drawn(lots() % universe), lots);
        }
        check_same(table, model);
      }
    }
  }
}

TEST_CASE("a segment as full as can be gives back and takes again all that it holds") {
  FamilyTable table;
  Model model;
  Lots lots{1};
  // Groups overflow, and families stand behind those that they belong to.
  for (int round = 0; round < 40; ++round) {
    while (model.size() < 192) {
      const FamilyId id = id_of(lots(), lots());
      table.insert(family_of(id, 0));
      model.emplace(id, Held{0, false});
    }
    check_same(table, model);
    for (int i = 0; i < 60; ++i) {
      const auto gone = std::next(model.begin(), static_cast<std::ptrdiff_t>(lots() % model.size()));
      table.erase(table.find(gone->first));
      model.erase(gone);
    }
    check_same(table, model);
  }
}

TEST_CASE("where an ended family stood the next one is not voided") {
  FamilyTable table;
  table.insert(family_of(id_of(1, 2), 3)).mark_voided();
  table.erase(table.find(id_of(1, 2)));
  CHECK_FALSE(table.find(id_of(1, 2)));
  CHECK_FALSE(table.insert(family_of(id_of(1, 2), 4)).is_voided());
}

TEST_CASE("the nil id is one like any other") {
  FamilyTable table;
  CHECK_FALSE(table.find(FamilyId{}));
  table.insert(family_of(FamilyId{}, 3));
  CHECK(table.find(FamilyId{}).family().generation == 3);
}
