// What becomes of a segment when a family comes or goes.
#include "store/memory/family_table.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace signet::inline v0::detail {

FamilyTable::FamilyTable() : memory_(sizeof(Segment)), directory_(2) {
  std::ranges::fill(directory_, new_segment().release());
}

FamilyTable::~FamilyTable() {
  for_each_segment([](Segment& segment) { std::destroy_at(&segment); });
}

void FamilyTable::GiveBack::operator()(Segment* segment) const noexcept {
  std::destroy_at(segment);
  memory->give_back(segment);
}

std::unique_ptr<FamilyTable::Segment, FamilyTable::GiveBack> FamilyTable::new_segment() {
  return {::new (memory_.take()) Segment, GiveBack{&memory_}};
}

FamilyTable::Place FamilyTable::insert(Family&& family) {
  const std::uint64_t hash = hash_of(family.id);
  while (4 * (segment_of(hash).size + 1) > 3 * slots) split(hash);
  ++size_;
  return segment_of(hash).put(std::move(family), hash);
}

void FamilyTable::erase(Place place) noexcept {
  Segment& segment = *place.segment_;
  std::size_t group = place.slot_ / group_size;
  bool was_full = zeros(segment.tags[group]) == 0;
  segment.families[place.slot_].family = {};
  segment.set_tag(place.slot_, 0);
  --segment.size;
  --size_;
  // Whoever did not find a place in a full group stands in one behind it.
  while (was_full) {
    group = after(group);
    was_full = zeros(segment.tags[group]) == 0;
    for (std::size_t i = 0; i < group_size; ++i) segment.put_again(group * group_size + i);
  }
}

// Two take the place of the segment, by the first bit of the hash that its families do not have in common.
void FamilyTable::split(std::uint64_t hash) {
  Segment* const full = directory_[hash >> (64U - bits_)];
  std::array halves{new_segment(), new_segment()};
  if (full->bits == bits_) {
    std::vector<Segment*> larger(2 * directory_.size());
    for (std::size_t i = 0; i < larger.size(); ++i) larger[i] = directory_[i / 2];
    directory_.swap(larger);
    ++bits_;
  }
  for (const auto& half : halves) half->bits = full->bits + 1;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    if (full->tag(slot) == 0) continue;
    Family& family = full->families[slot].family;
    const std::uint64_t its = hash_of(family.id);
    const Place moved = halves[(its >> (63U - full->bits)) % 2]->put(std::move(family), its);
    if ((full->tag(slot) & voided) != 0) moved.mark_voided();
  }
  const std::size_t entries = directory_.size() >> (full->bits + 1);  // of a half
  const std::size_t first = (hash >> (64U - bits_)) / (2 * entries) * (2 * entries);
  GiveBack{&memory_}(full);
  std::fill_n(&directory_[first], entries, halves[0].release());
  std::fill_n(&directory_[first + entries], entries, halves[1].release());
}

FamilyTable::Place FamilyTable::Segment::put(Family&& family, std::uint64_t hash) noexcept {
  std::size_t slot = likely_slot(hash);
  if (tag(slot) != 0) {
    std::size_t group = home(hash);
    while (zeros(tags[group]) == 0) group = after(group);
    slot = group * group_size + first_of(zeros(tags[group]));
  }
  families[slot].family = std::move(family);
  set_tag(slot, tag_of(hash));
  ++size;
  return {*this, slot};
}

// Where it is found sooner, if there is room now.
void FamilyTable::Segment::put_again(std::size_t slot) noexcept {
  const std::uint8_t its = tag(slot);
  if (its == 0) return;
  Family family = std::exchange(families[slot].family, {});
  set_tag(slot, 0);
  --size;
  const std::uint64_t hash = hash_of(family.id);
  const Place place = put(std::move(family), hash);
  if ((its & voided) != 0) place.mark_voided();
}

}  // namespace signet::inline v0::detail
