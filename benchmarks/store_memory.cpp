// The store in memory beside one update of a locked map, of a thousand families and of a million; and each of
// the two, a million beside a thousand.
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "signet/store/memory_session_store.hpp"
#include "store_turns.hpp"
#include "token_jobs.hpp"
#include "undisturbed.hpp"

namespace signet_bench {
namespace {

using namespace signet;

constexpr unsigned few = 10, many = 20;  // bits: a thousand, a million

struct Hash {
  std::size_t operator()(const FamilyId& id) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, id.uuid.bytes().data(), sizeof hash);
    return hash;
  }
};

// What anybody would write: a hash map of the same records, a lock, and the fields that a rotation changes.
class LockedMap {
 public:
  explicit LockedMap(unsigned bits) : picks_(bits) {
    for (std::uint64_t i = 0; i < picks_.size(); ++i) families_[picks_.id(i)].subject = std::to_string(i);
  }
  void update_one() {
    const Picks::Pick pick = picks_.next();
    const FamilyId id = picks_.id(pick.number);
    const std::scoped_lock lock(mutex_);
    const auto found = families_.find(id);
    if (found == families_.end()) stop("the map lost a family");
    ++found->second.generation;
    found->second.idle_until = NumericDate::from_seconds(pick.round);
  }

 private:
  std::mutex mutex_;
  std::unordered_map<FamilyId, Family, Hash> families_;
  Picks picks_;
};

struct Filled {
  explicit Filled(unsigned bits) : families(store, bits) {}
  MemorySessionStore store;
  RotatedFamilies families;
};

// A million picked at random are beyond what caches and page tables' caches hold, whatever they lie in: so
// what a million cost us is shown beside what they cost the map.
StoreCase compared(std::string name, std::string over, std::function<void()> ours,
                   std::function<void()> floor) {
  return {.name = std::move(name),
          .over = std::move(over),
          .timed = "CPU time of a call in ns",
          .planted = 0.1,
          .calls = 2000,
          .meter = thread_cpu,
          .floor = std::move(floor),
          .ours = std::move(ours)};
}

}  // namespace

std::vector<StoreCase> memory_cases() {
  const auto updates = [](unsigned bits) {
    return [map = std::make_shared<LockedMap>(bits)] { map->update_one(); };
  };
  const auto rotations = [](unsigned bits) {
    return [filled = std::make_shared<Filled>(bits)] { filled->families.rotate_one(); };
  };
  const auto thousand_updates = updates(few), million_updates = updates(many);
  const auto thousand_rotations = rotations(few), million_rotations = rotations(many);
  StoreCase map = compared("locked_map_of_million", "map_of_thousand", million_updates, thousand_updates);
  map.subject = "locked map";
  return {compared("memory_rotation", "locked_map_update", thousand_rotations, thousand_updates),
          compared("memory_rotation_of_million", "locked_map_update", million_rotations, million_updates),
          compared("memory_million_families", "thousand_families", million_rotations, thousand_rotations),
          std::move(map)};
}

}  // namespace signet_bench
