// Composes Accounts, HashPool and Throttle into one login.
#include "auth_server/login.hpp"

#include <string>
#include <utility>

#include "signet/http/client_address.hpp"

namespace signet::example {
namespace {

Result<LoginOutcome> outcome_of(const LoginParts& parts, const Claimed& claimed, const HashSource& source) {
  auto attempt = parts.accounts.look_up(claimed.name, parts.clock());
  if (!attempt) return attempt.error();
  auto checked = parts.accounts.check(parts.hashing, source, *std::move(attempt), claimed.password);
  if (!checked.has_value()) return checked.error();
  return parts.accounts.conclude(*std::move(checked));
}

}  // namespace

Result<AuthenticatedAccount> authenticate(const LoginParts& parts, const Claimed& claimed) {
  const std::string key = parts.accounts.key_of(claimed.name);
  const std::string address = throttle_source(claimed.client);
  auto reservation = parts.throttle.reserve(key, address, parts.clock());
  if (!reservation) return reservation.error();
  auto outcome = outcome_of(parts, claimed, {.address = address, .name = key});
  if (!outcome.has_value()) {
    reservation->give_back();  // nothing was learnt about the password
    return outcome.error();
  }
  if (!outcome->accepted) return fail(Errc::credentials_invalid);
  reservation->give_back();
  // What comes of a rehash is reported by Accounts; the next login offers it again.
  if (outcome->rehash) parts.hashing.run_in_background(*std::move(outcome->rehash));
  return *std::move(outcome->accepted);
}

}  // namespace signet::example
