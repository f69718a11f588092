// Flow A's parts of the auth server, opened from its options: table of users, hashing, throttle, shared
// secret.
#pragma once

#include <memory>

#include "auth_server/flow_a.hpp"
#include "auth_server/hashing.hpp"
#include "auth_server/users_table.hpp"
#include "common/current.hpp"
#include "common/listener.hpp"
#include "common/log.hpp"
#include "common/options.hpp"
#include "common/verifiers.hpp"
#include "signet/token/token_issuer.hpp"

namespace signet::example {

/// What the values of the shared secret do: the first signs, all verify. Replaced as one.
struct TokensA {
  TokenIssuer issuer;
  Verifiers verifiers;

  static Start<TokensA> load(const Options& options);
};

/// Owns what flow A's routes borrow. Members are destroyed last to first: the pool, which runs what borrows
/// the rest, goes first.
class PartsA {
 public:
  /// Judges the options without opening the database.
  static Start<Done> check(const Options& options);
  /// @return a Stop that names the option to change, or the seed file to run
  static Start<std::unique_ptr<PartsA>> open(const Options& options, Log& log);

  /// What is served; borrows these parts.
  Site site();

 private:
  PartsA(const Options& options, Log& log) : options_(options), log_(log) {}
  Start<Done> load_keys();
  Start<Done> open_users();
  Start<Done> open_logins();

  const Options& options_;
  Log& log_;
  Current<TokensA> tokens_;
  std::unique_ptr<UsersTable> users_;
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<Throttle> logins_;
  Hashing hashing_;
};

}  // namespace signet::example
