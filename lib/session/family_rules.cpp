// The rules of rotation with reuse detection (RFC 9700 §4.14.2) over one family of constant size.
#include "session/family_rules.hpp"

#include <algorithm>

namespace signet::inline v0::detail {
namespace {

void extend(Family& family, NumericDate now, Seconds idle) noexcept {
  family.idle_until = std::max(family.idle_until, std::min(now + idle, family.expires_at));
}

void mark_revoked(Family& family, NumericDate now) noexcept {
  if (!family.revoked_at) family.revoked_at = now;
}

// Of a generation that is behind, so that the sum does not wrap.
bool is_predecessor(const Family& family, std::uint32_t generation) noexcept {
  return generation + 1 == family.generation;
}

// A nil attempt names none, so it repeats none.
bool repeats(const Family& family, const Rotation& rotation) noexcept {
  return is_predecessor(family, rotation.generation) && rotation.attempt == family.attempt &&
         rotation.attempt != AttemptId{};
}

bool in_grace(const Family& family, const Rotation& rotation) noexcept {
  return is_predecessor(family, rotation.generation) && !family.used && family.reissues < most_reissues &&
         rotation.grace > Seconds{} && rotation.now < family.rotated_at + rotation.grace;
}

bool has_successor(RotationResult result) noexcept {
  return result == RotationResult::rotated || result == RotationResult::current;
}

RotationResult advance(Family& family, const Rotation& rotation) noexcept {
  if (family.generation == std::numeric_limits<std::uint32_t>::max()) {
    return RotationResult::not_active;  // never wraps to 0
  }
  ++family.generation;
  family.attempt = rotation.attempt;
  family.reissues = 0;
  family.used = false;
  family.rotated_at = rotation.now;
  extend(family, rotation.now, rotation.idle);
  return RotationResult::rotated;
}

RotationResult judge(Family& family, const Standing& standing, const Rotation& rotation) noexcept {
  if (!is_active(family, standing, rotation.now)) return RotationResult::not_active;
  if (rotation.generation == family.generation) return advance(family, rotation);
  if (rotation.generation > family.generation) {
    mark_revoked(family, rotation.now);
    return RotationResult::ahead;
  }
  if (repeats(family, rotation)) return RotationResult::rotated;
  if (in_grace(family, rotation)) {
    ++family.reissues;
    extend(family, rotation.now, rotation.idle);
    return RotationResult::current;
  }
  if (rotation.on_reuse == OnReuse::revoke) mark_revoked(family, rotation.now);
  return RotationResult::reused;
}

}  // namespace

Family begun(const NewFamily& request) {
  const NumericDate expires_at = request.now + request.lifetime.absolute;
  return {.id = request.id,
          .subject = std::string{request.subject},
          .epoch = request.epoch,
          .attempt = {},
          .created_at = request.now,
          .rotated_at = request.now,
          .idle_until = std::min(request.now + request.lifetime.idle, expires_at),
          .expires_at = expires_at,
          .revoked_at = {}};
}

bool is_voided(const Family& family, const Standing& standing) noexcept {
  return family.epoch < standing.epoch || family.created_at < standing.revoked_before;
}

bool is_active(const Family& family, const Standing& standing, NumericDate now) noexcept {
  return !family.revoked_at && now < family.idle_until && now < family.expires_at &&
         !is_voided(family, standing);
}

NumericDate ends_at(const Family& family) noexcept {
  const NumericDate unused = std::min(family.idle_until, family.expires_at);
  return family.revoked_at ? std::min(unused, *family.revoked_at) : unused;
}

void decide(Family& family, const Standing& standing, const Rotation& rotation, RotationOutcome& outcome) {
  outcome.result = judge(family, standing, rotation);
  if (outcome.result == RotationResult::not_active) return;
  if (has_successor(outcome.result)) outcome.generation = family.generation;
  outcome.expires_at = family.expires_at;
  outcome.subject = family.subject;
}

RotationOutcome decide(Family& family, const Standing& standing, const Rotation& rotation) {
  RotationOutcome outcome;
  decide(family, standing, rotation, outcome);
  return outcome;
}

FamilyUse use(Family& family, const Standing& standing, const Presented& presented) noexcept {
  if (!is_active(family, standing, presented.now)) return FamilyUse::not_active;
  if (presented.generation != family.generation) return FamilyUse::superseded;
  family.used = true;
  extend(family, presented.now, presented.idle);
  return FamilyUse::active;
}

Revocation revoke(Family& family, const Standing& standing, NumericDate now) noexcept {
  const bool active = is_active(family, standing, now);
  mark_revoked(family, now);
  return active ? Revocation::revoked : Revocation::was_not_active;
}

}  // namespace signet::inline v0::detail
