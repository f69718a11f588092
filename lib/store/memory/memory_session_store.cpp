// Families in this process: by id, by subject and by their end, under one lock.
#include "signet/store/memory_session_store.hpp"

#include <algorithm>
#include <functional>
#include <mutex>
#include <ranges>
#include <string>
#include <unordered_map>
#include <utility>

#include "store/family_writes.hpp"
#include "store/memory/family_table.hpp"

namespace signet::inline v0 {

using detail::Standing;
using Place = detail::FamilyTable::Place;

namespace {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

}  // namespace

/// Everything here is valid while the mutex is held.
struct MemorySessionStore::Tables {
  struct Subject {
    Epoch epoch;
    std::vector<FamilyId> families;  // oldest first
  };
  /// When a family should be looked at, for whether it has ended.
  using Look = std::pair<NumericDate, FamilyId>;

  std::mutex mutex;
  detail::FamilyTable families;
  std::unordered_map<std::string, Subject, TextHash, std::equal_to<>> by_subject;
  std::vector<Look> looks;  // a heap, the soonest in front
  NumericDate revoked_before = Standing{}.revoked_before;

  /// What is told of a subject is told to its families, so that a rotation looks at nothing else: any epoch
  /// above its own says as much as the highest.
  Standing standing_of(Place place) const noexcept {
    const Epoch own = place.family().epoch;
    return {.epoch = place.is_voided() ? Epoch{own.count + 1} : own, .revoked_before = revoked_before};
  }
  Epoch epoch_of(std::string_view subject) const {
    const auto found = by_subject.find(subject);
    return found == by_subject.end() ? Epoch{} : found->second.epoch;
  }

  bool is_active(Place place, NumericDate now) const noexcept {
    return detail::is_active(place.family(), standing_of(place), now);
  }
  FamilyState state_of(Place place, NumericDate now) const {
    return {.family = place.family(), .active = is_active(place, now)};
  }

  Subject& subject(std::string_view name) {
    const auto found = by_subject.find(name);
    return found != by_subject.end() ? found->second
                                     : by_subject.try_emplace(std::string{name}).first->second;
  }

  /// An ended family's later look stays. So that these do not add up, one for each family takes the place of
  /// all of them once they outnumber the families; as many were added since the last time.
  void look(NumericDate when, const FamilyId& id) {
    looks.emplace_back(when, id);
    std::ranges::push_heap(looks, std::greater<>{});
    if (looks.size() <= 2 * families.size() + 1024) return;
    looks.clear();  // and has room for more than the families
    families.for_each([&](const Family& each) { looks.emplace_back(detail::ends_at(each), each.id); });
    std::ranges::make_heap(looks, std::greater<>{});
  }

  /// Makes the family the newest of the subject, or changes nothing.
  Subject& join(std::string_view name, const FamilyId& id) {
    if (const auto found = by_subject.find(name); found != by_subject.end()) {
      found->second.families.push_back(id);
      return found->second;
    }
    return by_subject.try_emplace(std::string{name}, Subject{.epoch = {}, .families = {id}}).first->second;
  }

  /// Where memory does not suffice, nothing is left but a look that finds no family.
  Subject& insert(Family&& begun) {
    const Place place = families.insert(std::move(begun));
    try {
      const Family& family = place.family();
      look(detail::ends_at(family), family.id);
      return join(family.subject, family.id);
    } catch (...) {
      families.erase(place);
      throw;
    }
  }

  void raise(Subject& subject, Epoch epoch) {
    if (epoch <= subject.epoch) return;
    subject.epoch = epoch;
    for (const FamilyId& id : subject.families) {
      if (const Place place = families.find(id); place.family().epoch < epoch) place.mark_voided();
    }
  }

  Revocation revoke(Place place, NumericDate now) {
    Family& family = place.family();
    const NumericDate ended = detail::ends_at(family);
    const Revocation result = detail::revoke(family, standing_of(place), now);
    if (detail::ends_at(family) < ended) look(now, family.id);
    return result;
  }

  void revoke_oldest_beyond(std::uint32_t most, const Subject& subject, NumericDate now) {
    std::uint32_t active = 0;
    for (const FamilyId& id : std::ranges::reverse_view(subject.families)) {
      const Place place = families.find(id);
      if (is_active(place, now) && ++active > most) revoke(place, now);
    }
  }

  void forget(Place place) {
    const auto owner = by_subject.find(place.family().subject);
    std::erase(owner->second.families, place.family().id);
    if (owner->second.families.empty() && owner->second.epoch == Epoch{}) by_subject.erase(owner);
    families.erase(place);
  }

  /// A family is looked at when it ends if nothing extends it; one that was extended meanwhile waits for its
  /// new end. So nothing but beginning and revoking touches the order of ends.
  void forget_ended(NumericDate now) {
    // As often as a family may be extended between its begin and its end, so that looking keeps up.
    constexpr int most_looks = 64;
    std::size_t forgotten = 0;
    for (int i = 0; i < most_looks && forgotten < detail::most_forgotten; ++i) {
      if (looks.empty() || looks.front().first > now) return;
      std::ranges::pop_heap(looks, std::greater<>{});
      const FamilyId id = looks.back().second;
      looks.pop_back();
      const Place place = families.find(id);
      if (!place) continue;
      if (const NumericDate ends = detail::ends_at(place.family()); ends > now) {
        look(ends, id);
      } else {
        forget(place);
        ++forgotten;
      }
    }
  }
};

MemorySessionStore::MemorySessionStore() : tables_(std::make_unique<Tables>()) {}
MemorySessionStore::~MemorySessionStore() = default;

Result<Creation> MemorySessionStore::create(const NewFamily& request) {
  Family family = detail::begun(request);
  const std::scoped_lock lock(tables_->mutex);
  const Standing standing{.epoch = tables_->epoch_of(request.subject),
                          .revoked_before = tables_->revoked_before};
  if (is_voided(family, standing)) return Creation::epoch_passed;
  if (tables_->families.find(request.id)) return fail(Errc::session_exists);
  tables_->forget_ended(request.now);
  Tables::Subject& subject = tables_->insert(std::move(family));
  tables_->raise(subject, request.epoch);
  if (request.most != 0) tables_->revoke_oldest_beyond(request.most, subject, request.now);
  return Creation::created;
}

Result<std::optional<FamilyState>> MemorySessionStore::find(const FamilyId& id, NumericDate now) {
  const std::scoped_lock lock(tables_->mutex);
  const Place place = tables_->families.find(id);
  return place ? tables_->state_of(place, now) : std::optional<FamilyState>{};
}

Result<RotationOutcome> MemorySessionStore::rotate(const Rotation& rotation) {
  Result<RotationOutcome> outcome{std::in_place};
  const std::scoped_lock lock(tables_->mutex);
  const Place place = tables_->families.find(rotation.family);
  if (!place) return outcome;
  Family& family = place.family();
  detail::decide(family, tables_->standing_of(place), rotation, *outcome);
  const bool ended = outcome->result == RotationResult::reused || outcome->result == RotationResult::ahead;
  if (ended && family.revoked_at) tables_->look(rotation.now, rotation.family);
  return outcome;
}

Result<FamilyUse> MemorySessionStore::use(const FamilyId& id, std::uint32_t generation, NumericDate now,
                                          Seconds idle) {
  const std::scoped_lock lock(tables_->mutex);
  const Place place = tables_->families.find(id);
  if (!place) return FamilyUse::not_active;
  return detail::use_sparingly(place.family(), tables_->standing_of(place),
                               {.generation = generation, .now = now, .idle = idle});
}

Result<Revocation> MemorySessionStore::revoke(const FamilyId& id, NumericDate now) {
  const std::scoped_lock lock(tables_->mutex);
  const Place place = tables_->families.find(id);
  return place ? tables_->revoke(place, now) : Revocation::was_not_active;
}

Result<std::uint32_t> MemorySessionStore::revoke_subject(std::string_view subject, NumericDate now) {
  const std::scoped_lock lock(tables_->mutex);
  const auto found = tables_->by_subject.find(subject);
  if (found == tables_->by_subject.end()) return 0U;
  std::uint32_t revoked = 0;
  for (const FamilyId& id : found->second.families) {
    if (tables_->revoke(tables_->families.find(id), now) == Revocation::revoked) ++revoked;
  }
  return revoked;
}

Result<void> MemorySessionStore::revoke_before(NumericDate time) {
  const std::scoped_lock lock(tables_->mutex);
  tables_->revoked_before = std::max(tables_->revoked_before, time);
  return {};
}

Result<void> MemorySessionStore::raise_epoch(std::string_view subject, Epoch epoch) {
  const std::scoped_lock lock(tables_->mutex);
  if (epoch == Epoch{}) return {};
  tables_->raise(tables_->subject(subject), epoch);
  return {};
}

Result<std::vector<FamilyState>> MemorySessionStore::list(std::string_view subject, NumericDate now) {
  const std::scoped_lock lock(tables_->mutex);
  std::vector<FamilyState> states;
  const auto found = tables_->by_subject.find(subject);
  if (found == tables_->by_subject.end()) return states;
  for (const FamilyId& id : std::ranges::reverse_view(found->second.families)) {
    states.push_back(tables_->state_of(tables_->families.find(id), now));
  }
  return states;
}

Result<void> MemorySessionStore::ping() { return {}; }

}  // namespace signet::inline v0
