// Stores whose server is reached through a relay that can cut its replies off.
#pragma once

#include <memory>

#include "signet/session/deny_store.hpp"
#include "signet/session/session_store.hpp"
#include "support/cutting_relay.hpp"

namespace signet::test {

/// As two instances see one realm of its own: one behind the relay, one that nothing is cut off from. One
/// thread's calls take one connection, so that the relay's next reply is to the next call.
struct RelayedStores {
  std::shared_ptr<const void> server;  ///< that the test itself has started, if it did
  std::unique_ptr<CuttingRelay> relay;
  std::unique_ptr<SessionStore> sessions, other_sessions;
  std::unique_ptr<DenyStore> denials, other_denials;
};

/// Each program has one kind, in postgres_relayed_stores.cpp or redis_relayed_stores.cpp.
RelayedStores make_relayed_stores();

}  // namespace signet::test
