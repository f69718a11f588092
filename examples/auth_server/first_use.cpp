// Composes Accounts, HashPool and Throttle into the making of an account.
#include "auth_server/first_use.hpp"

#include <string>
#include <utility>

#include "signet/core/chrono.hpp"
#include "signet/http/client_address.hpp"

namespace signet::example {
namespace {

Result<RegisteredAccount> make(const LoginParts& parts, const Claimed& claimed, const HashSource& source) {
  auto registration = parts.accounts.begin_registration(claimed.name, claimed.password);
  if (!registration) return registration.error();
  auto hashed = parts.accounts.hash(parts.hashing, source, *std::move(registration));
  if (!hashed) return hashed.error();
  return parts.accounts.finish_registration(*std::move(hashed), now());
}

}  // namespace

Result<std::optional<AuthenticatedAccount>> make_on_first_use(const LoginParts& parts, AccountStore& store,
                                                              const Claimed& claimed) {
  const std::string key = parts.accounts.key_of(claimed.name);
  const std::string address = throttle_source(claimed.client);
  auto reservation = parts.throttle.reserve(key, address, parts.clock());
  if (!reservation) return reservation.error();
  const auto known = store.find_by_key(key);
  if (!known || *known) {
    reservation->give_back();  // the login that follows reserves for itself
    if (!known) return known.error();
    return std::optional<AuthenticatedAccount>{};
  }
  auto made = make(parts, claimed, {.address = address, .name = key});
  // To find no room costs a hash, and counts like the wrong password that it looks like.
  if (!made && made.error().code() == Errc::accounts_full) return fail(Errc::credentials_invalid);
  reservation->give_back();
  if (made) {
    return std::optional{
        AuthenticatedAccount{.id = made->id, .name = std::move(made->name), .epoch = made->epoch}};
  }
  if (made.error().code() == Errc::account_exists) return std::optional<AuthenticatedAccount>{};
  return made.error();
}

}  // namespace signet::example
