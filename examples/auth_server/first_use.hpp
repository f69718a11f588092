// First use: a login whose name nobody has makes the account, as flow C documents it.
#pragma once

#include <optional>

#include "auth_server/login.hpp"
#include "signet/account/account_store.hpp"

namespace signet::example {

/// Makes the account, where there is none of the claimed name. Only for callers who may make one (rulings of
/// the gate, OpenLogin): they see whether a name is taken.
/// @param store  that of `parts.accounts`
/// @return who that is; nothing where the name is taken, and the password is to be checked as at any login
/// @error credentials_invalid  there are as many accounts as may be made
/// @error member_invalid, password_too_short, password_too_long, password_unsupported
/// @error throttled, overloaded, store_unavailable, random_unavailable, hash_failed
Result<std::optional<AuthenticatedAccount>> make_on_first_use(const LoginParts& parts, AccountStore& store,
                                                              const Claimed& claimed);

}  // namespace signet::example
