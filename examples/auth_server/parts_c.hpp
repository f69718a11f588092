// Flow C's parts of the auth server, opened from its options: accounts and sessions, hashing, throttle,
// secrets.
#pragma once

#include <memory>

#include "auth_server/flow_c.hpp"
#include "auth_server/hashing.hpp"
#include "common/listener.hpp"
#include "common/options.hpp"
#include "common/postgres.hpp"
#include "common/reports.hpp"

namespace signet::example {

/// Owns what flow C's routes borrow. Members are destroyed last to first: the pool, which runs what borrows
/// the rest, goes first.
class PartsC {
 public:
  /// Judges the options without making or opening anything.
  static Start<Done> check(const Options& options);
  /// @return a Stop that names the option to change
  static Start<std::unique_ptr<PartsC>> open(const Options& options, Reports& reports);

  /// What is served; borrows these parts.
  Site site();
  /// What the routes work with; borrows these parts.
  FlowC flow();

 private:
  PartsC(const Options& options, Reports& reports)
      : options_(options), reports_(reports), log_(reports.log()) {}
  Start<Done> load_keys();
  Start<Done> open_stores();
  Start<Done> open_logins();
  void announce() const;

  const Options& options_;
  Reports& reports_;
  Log& log_;
  bool exact_ = true;
  Current<TokensC> tokens_;
  Current<OpenLogin> gate_;
  AccountsAndSessions stores_;
  std::unique_ptr<SessionsC> sessions_;
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<Throttle> logins_;
  Hashing hashing_;
};

}  // namespace signet::example
