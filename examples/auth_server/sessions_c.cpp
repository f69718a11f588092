// Begins, uses, rotates and ends flow C's sessions.
#include "auth_server/sessions_c.hpp"

#include <limits>
#include <optional>
#include <utility>

#include "common/events.hpp"
#include "core/stop_point.hpp"

namespace signet::example {
namespace {

/// Why the session no longer counts: the account itself decides, as the session store may not know yet.
std::optional<Errc> objection(const std::optional<Account>& account, const Family& family) noexcept {
  if (!account) return Errc::account_changed;
  if (account->locked) return Errc::forbidden;
  if (account->epoch != family.epoch) return Errc::account_changed;
  return std::nullopt;
}

}  // namespace

/// A refresh token that was shown, its session being active and its account in order.
struct SessionsC::Shown {
  RefreshClaims claims;
  Uuid account;
};

Error SessionsC::refused(const FamilyId& family, const Uuid& account, Errc reason) const noexcept {
  options_.observer(
      {.kind = EventKind::session_refused, .subject = account, .session = family.uuid, .code = reason});
  return fail(Errc::refresh_token_invalid);
}

Result<TokenPairC> SessionsC::begin(const AuthenticatedAccount& account, NumericDate now) {
  const auto id = Uuid::random(over_.random);  // of version 4, as people expect of a `jti`
  if (!id) return id.error();
  const FamilyId family{*id};
  auto pair = over_.tokens.get()->sign(
      {.name = account.name, .id = {family}, .expires_at = now + options_.lifetime.absolute}, now);
  if (!pair) return pair.error();
  const auto created = over_.store.create({.id = family,
                                           .subject = account.id.text(),
                                           .epoch = account.epoch,
                                           .now = now,
                                           .lifetime = options_.lifetime,
                                           .most = options_.most});
  if (!created.has_value()) {
    // Perhaps it was begun and the answer lost; nobody would ever hold its token.
    if (created.error().code() == Errc::store_unavailable) static_cast<void>(over_.store.revoke(family, now));
    return created.error();
  }
  if (*created != Creation::created) {
    options_.observer(
        {.kind = EventKind::session_refused, .subject = account.id, .code = Errc::account_changed});
    return fail(Errc::account_changed);
  }
  options_.observer({.kind = EventKind::session_begun, .subject = account.id, .session = family.uuid});
  return pair;
}

Result<SessionsC::Shown> SessionsC::look_up(const RefreshId& id, NumericDate now) const {
  const auto state = over_.store.find(id.family, now);
  if (!state) return state.error();
  if (!*state || !(*state)->active) return refused(id.family, {}, Errc::session_ended);
  const Family& family = (*state)->family;
  const auto subject = Uuid::parse(family.subject);
  if (!subject) return refused(id.family, {}, Errc::account_changed);
  const auto account = over_.accounts.find_by_id(*subject);
  if (!account) return account.error();
  if (const auto reason = objection(*account, family)) return refused(id.family, *subject, *reason);
  return Shown{{.name = (*account)->name, .id = id, .expires_at = family.expires_at}, *subject};
}

Result<void> SessionsC::use(const Shown& shown, NumericDate now) {
  const RefreshId& id = shown.claims.id;
  const auto used = over_.store.use(id.family, id.generation, now, options_.lifetime.idle);
  detail::stop_point("after_use");
  if (!used.has_value()) return used.error();
  if (*used != FamilyUse::active) return refused(id.family, shown.account, Errc::session_ended);
  return {};
}

/// `rotated` and `current` alike name the successor that was signed. A lost answer is asked for once more.
Result<void> SessionsC::rotate(const Shown& shown, NumericDate now) {
  const RefreshId& id = shown.claims.id;
  const auto attempt = AttemptId::random(over_.random);
  if (!attempt) return attempt.error();
  const Rotation rotation{.family = id.family,
                          .generation = id.generation,
                          .attempt = *attempt,
                          .now = now,
                          .idle = options_.lifetime.idle,
                          .grace = options_.grace,
                          .on_reuse = OnReuse::revoke};
  detail::stop_point("before_rotate");
  auto outcome = over_.store.rotate(rotation);
  const bool was_lost = !outcome.has_value() && outcome.error().code() == Errc::store_unavailable;
  if (was_lost) outcome = over_.store.rotate(rotation);
  detail::stop_point("after_rotate");
  if (!outcome.has_value()) {
    report_failed_rotation(options_.observer, outcome.error(), shown.account, id.family.uuid);
    return outcome.error();
  }
  const RotationResult result = outcome->result;
  if (result == RotationResult::not_active) return refused(id.family, shown.account, Errc::session_ended);
  options_.observer({.kind = event_of(result), .subject = shown.account, .session = id.family.uuid});
  if (result == RotationResult::rotated || result == RotationResult::current) return {};
  return fail(Errc::refresh_token_invalid);
}

Result<TokenPairC> SessionsC::kept(const TokensC& tokens, const Shown& shown, NumericDate now) {
  auto access = tokens.access_token(shown.claims.name, shown.claims.id.family, now);
  if (!access) return access.error();
  if (const auto used = use(shown, now); !used) return used.error();
  return TokenPairC{*std::move(access), {}};
}

Result<TokenPairC> SessionsC::replaced(const TokensC& tokens, const Shown& shown, NumericDate now) {
  RefreshClaims next = shown.claims;
  ++next.id.generation;
  auto pair = tokens.sign(next, now);
  if (!pair) return pair.error();
  if (const auto rotated = rotate(shown, now); !rotated) return rotated.error();
  return pair;
}

Result<TokenPairC> SessionsC::refresh(std::string_view token, NumericDate now) {
  const auto tokens = over_.tokens.get();
  const auto read = tokens->read_refresh(token, now);
  if (!read || read->id.generation == std::numeric_limits<std::uint32_t>::max()) {
    return fail(Errc::refresh_token_invalid);
  }
  const auto shown = look_up(read->id, now);
  if (!shown) return shown.error();
  return options_.rotate ? replaced(*tokens, *shown, now) : kept(*tokens, *shown, now);
}

Result<Revocation> SessionsC::end(std::string_view token, NumericDate now) {
  const auto shown = over_.tokens.get()->read_refresh(token, now);
  if (!shown) return fail(Errc::refresh_token_invalid);
  const auto ended = over_.store.revoke(shown->id.family, now);
  if (ended.has_value() && *ended == Revocation::revoked) {
    options_.observer({.kind = EventKind::session_ended, .session = shown->id.family.uuid});
  }
  return ended;
}

}  // namespace signet::example
