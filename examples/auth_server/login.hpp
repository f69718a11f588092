// Logging in, the same in every flow: throttle, look up (io), hash (cpu, on the pool), conclude (io).
#pragma once

#include <string_view>

#include "signet/account/accounts.hpp"
#include "signet/account/throttle.hpp"
#include "signet/core/chrono.hpp"
#include "signet/password/hash_pool.hpp"

namespace signet::example {

/// What a login works with; all borrowed.
struct LoginParts {
  Accounts& accounts;
  HashPool& hashing;
  Throttle& throttle;
  SteadyClock clock = steady_now;
};

/// What somebody claims; borrowed for the call.
struct Claimed {
  std::string_view name;
  std::string_view password;
  std::string_view client;  ///< Request::client
};

/// The account whose password this is. Makes the same calls at the same cost whether or not there is such an
/// account, and counts a failure unless the password was right or was never hashed.
/// @error credentials_invalid  no such account, another password, locked: not told apart
/// @error throttled, overloaded, store_unavailable, hash_failed
Result<AuthenticatedAccount> authenticate(const LoginParts& parts, const Claimed& claimed);

}  // namespace signet::example
