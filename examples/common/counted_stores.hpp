// Stores whose failed calls are counted.
#pragma once

#include <memory>

#include "common/profiles.hpp"
#include "common/store_errors.hpp"
#include "signet/account/account_store.hpp"
#include "signet/session/session_store.hpp"

namespace signet::example {

/// `store`, with every call led through `errors`.
std::unique_ptr<AccountStore> counted(std::unique_ptr<AccountStore> store, const StoreErrors& errors);
std::unique_ptr<SessionStore> counted(std::unique_ptr<SessionStore> store, const StoreErrors& errors);
std::unique_ptr<ProfileStore> counted(std::unique_ptr<ProfileStore> store, const StoreErrors& errors);

}  // namespace signet::example
