// Maps flow D's sessions onto families.
#include "refresh_server/families_d.hpp"

#include <string>

namespace signet::example {
namespace {

/// A session lasts as long as it is used; its tokens have ends of their own. A store's families have an end.
constexpr Seconds longest_session = Seconds::of(400 * std::int64_t{86'400});

FamilyId family_of(const SessionD& session) noexcept { return family_of(session.tag, session.user_id); }

}  // namespace

Result<Creation> FamiliesD::begin(const SessionD& session, NumericDate now) {
  return store_.create({.id = family_of(session),
                        .subject = std::to_string(session.user_id),
                        .epoch = {},
                        .now = now,
                        .lifetime = {.absolute = longest_session, .idle = options_.idle},
                        .most = 1});
}

Result<FamilyUse> FamiliesD::look_up(const GenerationD& shown, NumericDate now) {
  const auto found = store_.find(family_of(shown.session), now);
  if (!found) return found.error();
  if (!*found || !(*found)->active) return FamilyUse::not_active;
  return (*found)->family.generation == shown.number ? FamilyUse::active : FamilyUse::superseded;
}

Result<FamilyUse> FamiliesD::use(const GenerationD& shown, NumericDate now) {
  return store_.use(family_of(shown.session), shown.number, now, options_.idle);
}

Result<RotationResult> FamiliesD::rotate(const GenerationD& shown, NumericDate now) {
  const auto attempt = AttemptId::random(random_);
  if (!attempt) return attempt.error();
  const Rotation rotation{.family = family_of(shown.session),
                          .generation = shown.number,
                          .attempt = *attempt,
                          .now = now,
                          .idle = options_.idle,
                          .grace = options_.grace,
                          .on_reuse = options_.on_reuse};
  auto outcome = store_.rotate(rotation);
  if (!outcome.has_value() && outcome.error().code() == Errc::store_unavailable) {
    outcome = store_.rotate(rotation);
  }
  if (!outcome.has_value()) return outcome.error();
  return outcome->result;
}

Result<Revocation> FamiliesD::end(const SessionD& session, NumericDate now) {
  return store_.revoke(family_of(session), now);
}

}  // namespace signet::example
