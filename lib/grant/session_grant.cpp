// Signs, then begins or rotates: in this order a signer that fails has consumed nothing.
#include "signet/grant/session_grant.hpp"

#include <utility>

namespace signet::inline v0 {
namespace {

/// Why what the session was begun with no longer counts. The session store may not have been told of that
/// (CredentialChanges, half done), so the account itself decides.
std::optional<Errc> objection(const std::optional<Account>& account, const Family& family) noexcept {
  if (!account) return Errc::account_changed;
  if (account->locked) return Errc::forbidden;
  if (account->epoch != family.epoch) return Errc::account_changed;
  return std::nullopt;
}

}  // namespace

SessionGrant::SessionGrant(AccountStore& accounts, RefreshSessions& sessions, RandomSource& random,
                           AccessTokenSigner signer)
    : accounts_(&accounts), sessions_(&sessions), random_(&random), signer_(std::move(signer)) {}

Result<GrantedTokens> SessionGrant::begin(const AuthenticatedAccount& account, NumericDate now) {
  const auto family = FamilyId::random(*random_);
  if (!family) return family.error();
  auto access_token = signer_({.account = account.id, .name = account.name, .family = *family}, now);
  if (!access_token) return access_token.error();
  auto refresh_token = sessions_->begin(account.id.text(), account.epoch, now, *family);
  if (!refresh_token) {
    // Perhaps it was begun and the answer lost; nobody would ever hold its token. If that call fails too, the
    // session lies unused until its idle end.
    if (refresh_token.error().code() == Errc::store_unavailable) {
      static_cast<void>(sessions_->end(*family, now));
    }
    return refresh_token.error();
  }
  return GrantedTokens{*std::move(access_token), *std::move(refresh_token)};
}

Result<std::optional<Account>> SessionGrant::account_of(const Family& family) const {
  const auto id = Uuid::parse(family.subject);
  if (!id) return std::optional<Account>{};
  return accounts_->find_by_id(*id);
}

GrantOutcome SessionGrant::refused(const FamilyId& family, const Uuid& account, Errc reason) const {
  sessions_->observer()(
      {.kind = EventKind::session_refused, .subject = account, .session = family.uuid, .code = reason});
  return {};
}

Result<RefreshOutcome> SessionGrant::rotate(const RefreshToken& token, NumericDate now) const {
  const auto attempt = AttemptId::random(*random_);
  if (!attempt) return attempt.error();
  auto outcome = sessions_->rotate(token, now, *attempt);
  if (outcome.has_value() || outcome.error().code() != Errc::store_unavailable) return outcome;
  return sessions_->rotate(token, now, *attempt);
}

Result<GrantOutcome> SessionGrant::refresh(std::string_view refresh_token, NumericDate now) {
  const auto token = sessions_->read(refresh_token);
  if (!token) return token.error();
  const auto family = sessions_->look_up(*token, now);
  if (!family) return family.error();
  if (!*family) return refused(token->family(), {}, Errc::session_ended);
  const auto account = account_of(**family);
  if (!account) return account.error();
  if (const auto reason = objection(*account, **family)) {
    return refused(token->family(), Uuid::parse((*family)->subject).value_or(Uuid{}), *reason);
  }

  const AccessTokenSubject subject{
      .account = (*account)->id, .name = (*account)->name, .family = token->family()};
  auto access_token = signer_(subject, now);
  if (!access_token) return access_token.error();
  auto rotated = rotate(*token, now);
  if (!rotated.has_value()) return rotated.error();
  if (!rotated->token) return GrantOutcome{.result = rotated->result, .tokens = std::nullopt};
  return GrantOutcome{.result = rotated->result,
                      .tokens = GrantedTokens{*std::move(access_token), *std::move(rotated->token)}};
}

Result<Revocation> SessionGrant::end(std::string_view refresh_token, NumericDate now) {
  const auto token = sessions_->read(refresh_token);
  if (!token) return token.error();
  return sessions_->end(token->family(), now);
}

}  // namespace signet::inline v0
