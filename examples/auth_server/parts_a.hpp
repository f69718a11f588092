// Flow A's parts of the auth server, opened from its options: table of users, hashing, throttle, shared
// secret.
#pragma once

#include <memory>

#include "auth_server/flow_a.hpp"
#include "auth_server/hashing.hpp"
#include "auth_server/options_a.hpp"
#include "auth_server/tokens_a.hpp"
#include "auth_server/users_table.hpp"
#include "common/current.hpp"
#include "common/listener.hpp"
#include "common/options.hpp"
#include "common/reports.hpp"

namespace signet::example {

/// Owns what flow A's routes borrow. Members are destroyed last to first: the pool, which runs what borrows
/// the rest, goes first.
class PartsA {
 public:
  /// Judges the options without opening the database.
  static Start<Done> check(const Options& options);
  /// @return a Stop that names the option to change, or the seed file to run
  static Start<std::unique_ptr<PartsA>> open(const Options& options, Reports& reports);

  /// What is served; borrows these parts.
  Site site();

 private:
  PartsA(const Options& options, const ServiceOptionsA& service, Reports& reports)
      : options_(options), service_(service), reports_(reports), log_(reports.log()) {}
  Start<Done> load_keys();
  Start<Done> open_users();
  Start<Done> open_logins();

  const Options& options_;
  ServiceOptionsA service_;
  Reports& reports_;
  Log& log_;
  Current<TokensA> tokens_;
  std::unique_ptr<AccountStore> users_;  ///< this and what follows: where `roles` has login
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<Throttle> logins_;
  Hashing hashing_;
};

}  // namespace signet::example
