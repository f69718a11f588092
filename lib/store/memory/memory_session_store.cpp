// Families in this process: by id, by subject and by their end, under one lock.
#include "signet/store/memory_session_store.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <ranges>
#include <set>
#include <string>
#include <utility>

#include "store/family_writes.hpp"

namespace signet::inline v0 {

using detail::Standing;

/// Everything here is valid while the mutex is held.
struct MemorySessionStore::Tables {
  struct Subject {
    Epoch epoch;
    std::vector<FamilyId> families;  // oldest first
  };

  std::mutex mutex;
  std::map<FamilyId, Family> by_id;
  std::map<std::string, Subject, std::less<>> by_subject;
  std::set<std::pair<NumericDate, FamilyId>> by_end;
  NumericDate revoked_before = Standing{}.revoked_before;

  Standing standing_of(std::string_view subject) const {
    const auto found = by_subject.find(subject);
    return {.epoch = found == by_subject.end() ? Epoch{} : found->second.epoch,
            .revoked_before = revoked_before};
  }

  Family* find(const FamilyId& id) {
    const auto found = by_id.find(id);
    return found == by_id.end() ? nullptr : &found->second;
  }

  FamilyState state_of(const Family& family, NumericDate now) const {
    return {.family = family, .active = is_active(family, standing_of(family.subject), now)};
  }

  Subject& subject(std::string_view name) {
    const auto found = by_subject.find(name);
    return found != by_subject.end() ? found->second
                                     : by_subject.try_emplace(std::string{name}).first->second;
  }

  void insert(Family family) {
    subject(family.subject).families.push_back(family.id);
    by_end.emplace(detail::ends_at(family), family.id);
    by_id.emplace(family.id, std::move(family));
  }

  // Puts `changed` in the place of the family it was copied from.
  void replace(Family& family, Family changed) {
    auto place = by_end.extract({detail::ends_at(family), family.id});
    family = std::move(changed);
    place.value().first = detail::ends_at(family);
    by_end.insert(std::move(place));
  }

  Revocation revoke(Family& family, NumericDate now) {
    Family changed = family;
    const Revocation result = detail::revoke(changed, standing_of(family.subject), now);
    replace(family, std::move(changed));
    return result;
  }

  void revoke_oldest_beyond(std::uint32_t most, std::string_view subject, NumericDate now) {
    const Standing standing = standing_of(subject);
    std::uint32_t active = 0;
    for (const FamilyId& id : std::ranges::reverse_view(this->subject(subject).families)) {
      Family& family = *find(id);
      if (is_active(family, standing, now) && ++active > most) revoke(family, now);
    }
  }

  void forget_ended(NumericDate now) {
    for (std::size_t i = 0; i < detail::most_forgotten && !by_end.empty() && by_end.begin()->first <= now;
         ++i) {
      const auto family = by_id.find(by_end.begin()->second);
      const auto subject = by_subject.find(family->second.subject);
      std::erase(subject->second.families, family->first);
      if (subject->second.families.empty() && subject->second.epoch == Epoch{}) by_subject.erase(subject);
      by_id.erase(family);
      by_end.erase(by_end.begin());
    }
  }
};

MemorySessionStore::MemorySessionStore() : tables_(std::make_unique<Tables>()) {}
MemorySessionStore::~MemorySessionStore() = default;

Result<Creation> MemorySessionStore::create(const NewFamily& request) {
  Family family = detail::begun(request);
  const std::scoped_lock lock(tables_->mutex);
  if (is_voided(family, tables_->standing_of(request.subject))) return Creation::epoch_passed;
  if (tables_->find(request.id) != nullptr) return fail(Errc::session_exists);
  tables_->forget_ended(request.now);
  tables_->insert(std::move(family));
  tables_->subject(request.subject).epoch = std::max(tables_->subject(request.subject).epoch, request.epoch);
  if (request.most != 0) tables_->revoke_oldest_beyond(request.most, request.subject, request.now);
  return Creation::created;
}

Result<std::optional<FamilyState>> MemorySessionStore::find(const FamilyId& id, NumericDate now) {
  const std::scoped_lock lock(tables_->mutex);
  const Family* family = tables_->find(id);
  return family == nullptr ? std::optional<FamilyState>{} : tables_->state_of(*family, now);
}

Result<RotationOutcome> MemorySessionStore::rotate(const Rotation& rotation) {
  const std::scoped_lock lock(tables_->mutex);
  Family* family = tables_->find(rotation.family);
  if (family == nullptr) return RotationOutcome{};
  Family changed = *family;
  auto outcome = detail::decide(changed, tables_->standing_of(family->subject), rotation);
  tables_->replace(*family, std::move(changed));
  return outcome;
}

Result<FamilyUse> MemorySessionStore::use(const FamilyId& id, std::uint32_t generation, NumericDate now,
                                          Seconds idle) {
  const std::scoped_lock lock(tables_->mutex);
  Family* family = tables_->find(id);
  if (family == nullptr) return FamilyUse::not_active;
  Family changed = *family;
  const FamilyUse result = detail::use(changed, tables_->standing_of(family->subject),
                                       {.generation = generation, .now = now, .idle = idle});
  if (detail::worth_writing(*family, changed, idle)) tables_->replace(*family, std::move(changed));
  return result;
}

Result<Revocation> MemorySessionStore::revoke(const FamilyId& id, NumericDate now) {
  const std::scoped_lock lock(tables_->mutex);
  Family* family = tables_->find(id);
  return family == nullptr ? Revocation::was_not_active : tables_->revoke(*family, now);
}

Result<std::uint32_t> MemorySessionStore::revoke_subject(std::string_view subject, NumericDate now) {
  const std::scoped_lock lock(tables_->mutex);
  const auto found = tables_->by_subject.find(subject);
  if (found == tables_->by_subject.end()) return 0U;
  std::uint32_t revoked = 0;
  for (const FamilyId& id : found->second.families) {
    if (tables_->revoke(*tables_->find(id), now) == Revocation::revoked) ++revoked;
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
  Epoch& highest = tables_->subject(subject).epoch;
  highest = std::max(highest, epoch);
  return {};
}

Result<std::vector<FamilyState>> MemorySessionStore::list(std::string_view subject, NumericDate now) {
  const std::scoped_lock lock(tables_->mutex);
  std::vector<FamilyState> states;
  const auto found = tables_->by_subject.find(subject);
  if (found == tables_->by_subject.end()) return states;
  for (const FamilyId& id : std::ranges::reverse_view(found->second.families)) {
    states.push_back(tables_->state_of(*tables_->find(id), now));
  }
  return states;
}

Result<void> MemorySessionStore::ping() { return {}; }

}  // namespace signet::inline v0
