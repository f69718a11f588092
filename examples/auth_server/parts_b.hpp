// Flow B's parts of the auth server, opened from its options: account store, hashing, throttles, signing
// keys.
#pragma once

#include <memory>

#include "auth_server/flow_b.hpp"
#include "auth_server/hashing.hpp"
#include "common/listener.hpp"
#include "common/options.hpp"
#include "common/postgres.hpp"
#include "common/reports.hpp"

namespace signet::example {

/// Owns what flow B's routes borrow. Members are destroyed last to first: the pool, which runs what borrows
/// the rest, goes first.
class PartsB {
 public:
  /// Judges the options without making or opening anything but the keys that are there.
  static Start<Done> check(const Options& options);
  /// @return a Stop that names the option to change
  static Start<std::unique_ptr<PartsB>> open(const Options& options, Reports& reports);

  /// What is served; borrows these parts.
  Site site();

 private:
  PartsB(const Options& options, Reports& reports)
      : options_(options), reports_(reports), log_(reports.log()) {}
  Start<Done> open_accounts();
  void announce() const;
  Start<Done> load_keys(MissingKey missing);
  /// Null where refresh is off.
  Start<std::shared_ptr<const SessionsB>> load_sessions(MissingKey missing);

  const Options& options_;
  Reports& reports_;
  Log& log_;
  Current<TokenSigner> signer_;
  AccountsAndSessions stores_;
  Current<SessionsB> sessions_;  ///< empty where refresh is off
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<Throttle> logins_;
  std::unique_ptr<Throttle> registrations_;
  Hashing hashing_;
};

}  // namespace signet::example
