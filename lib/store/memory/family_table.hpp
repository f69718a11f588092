// FamilyTable: families by their id, found where a hash of it says, without a jump that waits for memory.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "signet/session/family.hpp"
#include "store/memory/large_pages.hpp"

namespace signet::inline v0::detail {

/// Extendible hashing: the first bits of an id's hash lead over a directory, which caches hold, to a segment,
/// and its last bits to a group of eight families in it. A segment that is three quarters full is split in
/// two, so that there is no moment at which everything is moved. Each family has a tag of seven bits of its
/// hash; those of a group are compared at once. A processor foresees how that ends, so that it begins the
/// next lookup while it waits for the memory of this one. Of a million families the tags are out of its near
/// caches as well; so a family stands in the place of its group that its hash says, if nobody else does, and
/// that place is asked for before the tags are looked at: one wait then, where there would be two.
/// @thread one thread at a time
class FamilyTable {
  struct Segment;

 public:
  /// Where a family stands, until the next insert or erase; or nowhere.
  class Place {
   public:
    Place() noexcept = default;
    explicit operator bool() const noexcept { return segment_ != nullptr; }
    /// Its id is not to be changed.
    Family& family() const noexcept;
    /// Whether the family was told that its epoch is passed.
    bool is_voided() const noexcept;
    void mark_voided() const noexcept;

   private:
    friend class FamilyTable;
    Place(Segment& segment, std::size_t slot) noexcept : segment_(&segment), slot_(slot) {}

    Segment* segment_ = nullptr;
    std::size_t slot_ = 0;
  };

  FamilyTable();
  FamilyTable(const FamilyTable&) = delete;
  FamilyTable& operator=(const FamilyTable&) = delete;
  ~FamilyTable();

  std::size_t size() const noexcept { return size_; }
  Place find(const FamilyId& id) const noexcept;
  /// Of an id that is not in the table. Where memory does not suffice nothing has changed.
  Place insert(Family&& family);
  void erase(Place place) noexcept;

  template <class Visit>
  void for_each(Visit visit) const;

 private:
  static constexpr std::size_t groups = 32, group_size = 8, slots = groups * group_size;

  // Eight bytes of a group. A byte is 0 where no family stands, else a tag, and a bit for one that is voided.
  using Tags = std::uint64_t;
  static constexpr Tags each = 0x0101010101010101U;  // times a byte: eight of it
  static constexpr std::uint8_t voided = 0x80;

  // Sixteen bytes are compared and mixed as two numbers.
  struct Halves {
    std::uint64_t first, second;
    bool operator==(const Halves&) const = default;
  };
  static Halves halves_of(const FamilyId& id) noexcept;
  static std::uint64_t hash_of(const Halves& id) noexcept;
  static std::uint64_t hash_of(const FamilyId& id) noexcept { return hash_of(halves_of(id)); }
  static std::size_t home(std::uint64_t hash) noexcept { return hash % groups; }
  static std::size_t after(std::size_t group) noexcept { return (group + 1) % groups; }
  static std::uint8_t tag_of(std::uint64_t hash) noexcept {
    return static_cast<std::uint8_t>(1 + (hash / groups) % 0x7f);
  }
  // The uppermost bit of each byte that is 0 but for that bit.
  static Tags zeros(Tags bytes) noexcept { return ~((bytes & (each * 0x7f)) + each * 0x7f) & (each * 0x80); }
  // Of the group, where a family stands if nobody else does.
  static std::size_t likely_slot(std::uint64_t hash) noexcept {
    return home(hash) * group_size + (hash >> 20U) % group_size;
  }
  static std::size_t first_of(Tags bits) noexcept {
    return static_cast<std::size_t>(std::countr_zero(bits)) / 8;
  }

  Segment& segment_of(std::uint64_t hash) const noexcept { return *directory_[hash >> (64U - bits_)]; }
  struct GiveBack {
    LargePages* memory;
    void operator()(Segment* segment) const noexcept;
  };
  std::unique_ptr<Segment, GiveBack> new_segment();
  template <class Visit>
  void for_each_segment(Visit visit) const;
  void split(std::uint64_t hash);

  LargePages memory_;                // of the segments
  std::vector<Segment*> directory_;  // by the first bits; several may be of one segment
  unsigned bits_ = 1;
  std::size_t size_ = 0;
};

struct FamilyTable::Segment {
  std::array<Tags, groups> tags{};
  unsigned bits = 0;  // of the hash, that all families in here have in common
  std::size_t size = 0;
  // Processors fetch the pair of lines where one of them is asked for.
  struct alignas(128) Slot {
    Family family;
  };
  static_assert(sizeof(Slot) == 128);
  std::array<Slot, slots> families;

  std::uint8_t tag(std::size_t slot) const noexcept {
    return static_cast<std::uint8_t>(tags[slot / group_size] >> (8 * (slot % group_size)));
  }
  void set_tag(std::size_t slot, std::uint8_t tag) noexcept {
    const std::size_t shift = 8 * (slot % group_size);
    tags[slot / group_size] = (tags[slot / group_size] & ~(Tags{0xff} << shift)) | Tags{tag} << shift;
  }
  // Both lines of a family, to be changed, without waiting for them.
  void fetch(std::size_t slot) const noexcept {
    const auto* const bytes = reinterpret_cast<const std::byte*>(&families[slot]);
    __builtin_prefetch(bytes, 1);
    __builtin_prefetch(bytes + sizeof(Slot) / 2, 1);
  }
  Place put(Family&& family, std::uint64_t hash) noexcept;
  void put_again(std::size_t slot) noexcept;
};

inline Family& FamilyTable::Place::family() const noexcept { return segment_->families[slot_].family; }
inline bool FamilyTable::Place::is_voided() const noexcept { return (segment_->tag(slot_) & voided) != 0; }
inline void FamilyTable::Place::mark_voided() const noexcept {
  segment_->set_tag(slot_, segment_->tag(slot_) | voided);
}

inline FamilyTable::Halves FamilyTable::halves_of(const FamilyId& id) noexcept {
  Halves halves;
  std::memcpy(&halves.first, id.uuid.bytes().data(), 8);
  std::memcpy(&halves.second, id.uuid.bytes().data() + 8, 8);
  return halves;
}

// Ids are random, but a program may have ids of its own; of the product all bits depend on all of an id.
inline std::uint64_t FamilyTable::hash_of(const Halves& id) noexcept {
  __extension__ using Product = unsigned __int128;
  const Product product =
      static_cast<Product>(id.first ^ 0x9e3779b97f4a7c15U) * (id.second ^ 0xbf58476d1ce4e5b9U);
  // The sum keeps ids apart of which one half makes the product 0.
  return (static_cast<std::uint64_t>(product >> 64U) ^ static_cast<std::uint64_t>(product)) +
         (id.first + std::rotl(id.second, 32)) * 0x94d049bb133111ebU;
}

inline FamilyTable::Place FamilyTable::find(const FamilyId& id) const noexcept {
  const Halves wanted = halves_of(id);
  const std::uint64_t hash = hash_of(wanted);
  Segment& segment = segment_of(hash);
  segment.fetch(likely_slot(hash));
  for (std::size_t group = home(hash);; group = after(group)) {
    const Tags tags = segment.tags[group];
    for (Tags alike = zeros(tags ^ (each * tag_of(hash))); alike != 0; alike &= alike - 1) {
      const std::size_t slot = group * group_size + first_of(alike);
      if (halves_of(segment.families[slot].family.id) == wanted) return {segment, slot};
    }
    if (zeros(tags) != 0) return {};  // who did not find a place here would have taken that
  }
}

template <class Visit>
void FamilyTable::for_each(Visit visit) const {
  for_each_segment([&](const Segment& segment) {
    for (std::size_t slot = 0; slot < slots; ++slot) {
      if (segment.tag(slot) != 0) visit(segment.families[slot].family);
    }
  });
}

template <class Visit>
void FamilyTable::for_each_segment(Visit visit) const {
  Segment* last = nullptr;
  for (Segment* const segment : directory_) {
    if (segment != last) visit(*segment);  // those of one segment stand together
    last = segment;
  }
}

}  // namespace signet::inline v0::detail
