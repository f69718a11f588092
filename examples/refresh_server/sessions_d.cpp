// Begins, uses, rotates and ends flow D's sessions.
#include "refresh_server/sessions_d.hpp"

#include <limits>

#include "common/events.hpp"

namespace signet::example {
namespace {

/// A session lasts as long as it is used; its tokens have ends of their own. A store's families have an end.
constexpr Seconds longest_session = Seconds::of(400 * std::int64_t{86'400});

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

void SessionsD::report(EventKind kind, const FamilyId& family) const noexcept {
  const Errc reason = kind == EventKind::session_refused ? Errc::session_ended : Errc{};
  options_.observer({.kind = kind, .session = family.uuid, .code = reason});
}

Result<TokenPair> SessionsD::begin(std::uint64_t user_id, NumericDate now) {
  const auto tag = SessionTag::random(random_);
  if (!tag) return tag.error();
  auto pair = sign(*tokens_.get(), user_id, {.tag = *tag}, now);
  if (!pair) return pair.error();
  const FamilyId family = family_of(*tag, user_id);
  const auto created = store_.create({.id = family,
                                      .subject = std::to_string(user_id),
                                      .epoch = {},
                                      .now = now,
                                      .lifetime = {.absolute = longest_session, .idle = options_.idle},
                                      .most = 1});
  if (!created.has_value()) return created.error();
  if (*created != Creation::created) return fail(Errc::account_changed);
  report(EventKind::session_begun, family);
  return pair;
}

Result<ClaimsD> SessionsD::authenticate(std::string_view access, NumericDate now) {
  auto claims = tokens_.get()->verify(access, now);
  if (!claims) return claims;
  if (claims->uid.kind != TokenKind::access) return fail(Errc::claim_mismatch, "type");
  const FamilyId family = family_of(claims->uid.tag, claims->user_id);
  const auto used = store_.use(family, claims->uid.generation, now, options_.idle);
  if (!used.has_value()) return used.error();
  if (*used != FamilyUse::active) return fail(Errc::session_ended);
  return claims;
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
  const FamilyId family = family_of(next.tag, claims->user_id);
  if (const auto rotated = rotate(family, claims->uid.generation, now); !rotated) return rotated.error();
  return pair;
}

/// `rotated` and `current` alike name the successor that was signed: one generation on.
Result<void> SessionsD::rotate(const FamilyId& family, std::uint32_t generation, NumericDate now) {
  const auto attempt = AttemptId::random(random_);
  if (!attempt) return attempt.error();
  const auto outcome = store_.rotate({.family = family,
                                      .generation = generation,
                                      .attempt = *attempt,
                                      .now = now,
                                      .idle = options_.idle,
                                      .grace = options_.grace,
                                      .on_reuse = options_.on_reuse});
  if (!outcome.has_value()) return outcome.error();
  report(event_of(outcome->result), family);
  if (outcome->result == RotationResult::rotated || outcome->result == RotationResult::current) return {};
  return fail(Errc::refresh_token_invalid);
}

Result<Revocation> SessionsD::end(std::string_view token, NumericDate now) {
  const auto claims = tokens_.get()->verify(token, now);
  if (!claims) return claims.error();
  const FamilyId family = family_of(claims->uid.tag, claims->user_id);
  const auto ended = store_.revoke(family, now);
  if (ended.has_value() && *ended == Revocation::revoked) report(EventKind::session_ended, family);
  return ended;
}

}  // namespace signet::example
