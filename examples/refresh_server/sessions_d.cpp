// Begins, uses, rotates and ends flow D's sessions.
#include "refresh_server/sessions_d.hpp"

#include <limits>

#include "common/events.hpp"
#include "core/stop_point.hpp"

namespace signet::example {
namespace {

GenerationD generation_of(const ClaimsD& claims) noexcept {
  return {.session = {claims.user_id, claims.uid.tag}, .number = claims.uid.generation};
}

/// The claims, when the store found their generation active.
Result<ClaimsD> if_active(Result<ClaimsD> claims, const Result<FamilyUse>& found) {
  if (!found.has_value()) return found.error();
  if (*found != FamilyUse::active) return fail(Errc::session_ended);
  return claims;
}

}  // namespace

Result<TokenPair> SessionsD::sign(const TokensD& tokens, std::uint64_t user_id, UidParts uid,
                                  NumericDate now) const {
  uid.kind = TokenKind::access;
  auto access = tokens.sign(user_id, uid, now);
  if (!access) return access.error();
  uid.kind = TokenKind::refresh;
  auto refresh = tokens.sign(user_id, uid, now);
  if (!refresh) return refresh.error();
  return TokenPair{*std::move(access), *std::move(refresh)};
}

void SessionsD::report(EventKind kind, const SessionD& session) const noexcept {
  const Errc reason = kind == EventKind::session_refused ? Errc::session_ended : Errc{};
  observer_({.kind = kind, .session = family_of(session.tag, session.user_id).uuid, .code = reason});
}

Result<TokenPair> SessionsD::begin(std::uint64_t user_id, NumericDate now) {
  const auto tag = SessionTag::random(random_);
  if (!tag) return tag.error();
  auto pair = sign(*tokens_.get(), user_id, {.tag = *tag}, now);
  if (!pair) return pair.error();
  const SessionD session{user_id, *tag};
  const auto created = store_.begin(session, now);
  if (!created.has_value()) return created.error();
  if (*created != Creation::created) return fail(Errc::account_changed);
  report(EventKind::session_begun, session);
  return pair;
}

Result<ClaimsD> SessionsD::authenticate(std::string_view access, NumericDate now) {
  auto claims = tokens_.get()->verify(access, now);
  if (!claims) return claims;
  if (claims->uid.kind != TokenKind::access) return fail(Errc::claim_mismatch, "type");
  return if_active(claims, store_.use(generation_of(*claims), now));
}

Result<ClaimsD> SessionsD::inspect(std::string_view token, NumericDate now) {
  auto claims = tokens_.get()->verify(token, now);
  if (!claims) return claims;
  return if_active(claims, store_.look_up(generation_of(*claims), now));
}

Result<TokenPair> SessionsD::refresh(std::string_view refresh, NumericDate now) {
  const auto tokens = tokens_.get();
  const auto claims = tokens->verify(refresh, now);
  if (!claims || claims->uid.kind != TokenKind::refresh ||
      claims->uid.generation == std::numeric_limits<std::uint32_t>::max()) {
    return fail(Errc::refresh_token_invalid);
  }
  const UidParts next{.tag = claims->uid.tag, .generation = claims->uid.generation + 1};
  auto pair = sign(*tokens, claims->user_id, next, now);
  if (!pair) return pair.error();
  if (const auto rotated = rotate(generation_of(*claims), now); !rotated) return rotated.error();
  return pair;
}

/// `rotated` and `current` alike name the successor that was signed: one generation on.
Result<void> SessionsD::rotate(const GenerationD& shown, NumericDate now) {
  detail::stop_point("before_rotate");
  const auto result = store_.rotate(shown, now);
  detail::stop_point("after_rotate");
  if (!result.has_value()) {
    const FamilyId family = family_of(shown.session.tag, shown.session.user_id);
    report_failed_rotation(observer_, result.error(), {}, family.uuid);
    return result.error();
  }
  report(event_of(*result), shown.session);
  if (*result == RotationResult::rotated || *result == RotationResult::current) return {};
  return fail(Errc::refresh_token_invalid);
}

Result<Revocation> SessionsD::end(std::string_view token, NumericDate now) {
  const auto claims = tokens_.get()->verify(token, now);
  if (!claims) return claims.error();
  const SessionD session{claims->user_id, claims->uid.tag};
  const auto ended = store_.end(session, now);
  if (ended.has_value() && *ended == Revocation::revoked) report(EventKind::session_ended, session);
  return ended;
}

}  // namespace signet::example
