// Flow B's refresh sessions: their options, and the grant that begins and continues them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "auth_server/token_signer.hpp"
#include "common/current.hpp"
#include "common/options.hpp"
#include "common/stop.hpp"
#include "signet/account/account_store.hpp"
#include "signet/core/observer.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/grant/session_grant.hpp"
#include "signet/session/refresh_sessions.hpp"
#include "signet/session/session_store.hpp"

namespace signet::example {

/// `refresh`, off by default, and what goes with it: `refresh_idle`, `refresh_absolute`, `refresh_grace`,
/// `refresh_most_per_account`, `refresh_key`; those of lifetime and number are flow C's too.
std::vector<Option> refresh_options_b();

/// Judges those options, and the keys that are there; makes nothing.
Start<Done> check_refresh_b(const Options& options);

/// Refresh sessions under one set of keys, and the grant over them.
struct SessionsB {
  std::unique_ptr<RefreshSessions> sessions;
  std::unique_ptr<SessionGrant> grant;

  /// What sessions work with; all borrowed.
  struct Over {
    AccountStore& accounts;
    SessionStore& store;
    const Current<TokenSigner>& signer;
    Observer observer;
  };
  /// @return a Stop that names the option to change
  static Start<std::shared_ptr<const SessionsB>> make(const Options& options, std::vector<SecretBytes> keys,
                                                      const Over& over);
};

}  // namespace signet::example
