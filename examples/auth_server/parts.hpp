// The auth server's parts, opened from its options: account store, hashing, throttles, signing keys.
#pragma once

#include <memory>

#include "auth_server/flow_b.hpp"
#include "common/log.hpp"
#include "common/options.hpp"
#include "signet/password/password_hasher.hpp"
#include "signet/store/sqlite_account_store.hpp"

namespace signet::example {

/// The program's name and its whole option table.
Program auth_program();

/// Owns what flow B's routes borrow. Members are destroyed last to first: the pool, which runs what borrows
/// the rest, goes first.
class AuthParts {
 public:
  /// Judges the options without making or opening anything but the keys that are there.
  static Start<Done> check(const Options& options);
  /// @return a Stop that names the option to change
  static Start<std::unique_ptr<AuthParts>> open(const Options& options, Log& log);

  FlowB flow_b() {
    return {*accounts_, *hashing_, *logins_, *registrations_, signer_, options_.text("realm")};
  }
  Result<void> ping() { return store_->ping(); }
  /// Reads the signing keys again; those in use stay when that fails. Logs which it was.
  void reload();

 private:
  AuthParts(const Options& options, Log& log) : options_(options), log_(log) {}
  Start<Done> open_hashing();
  Start<Done> open_accounts();
  Start<Done> load_keys(MissingKey missing);

  const Options& options_;
  Log& log_;
  Current<TokenSigner> signer_;
  std::unique_ptr<SqliteAccountStore> store_;
  std::unique_ptr<PasswordHasher> hasher_;
  std::unique_ptr<Accounts> accounts_;
  std::unique_ptr<Throttle> logins_;
  std::unique_ptr<Throttle> registrations_;
  std::unique_ptr<HashPool> hashing_;
};

}  // namespace signet::example
