// The stages of a login, each made only from the one before, and the rehash that one may ask for.
#pragma once

#include <optional>
#include <string>

#include "signet/account/account_store.hpp"
#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/core/uuid.hpp"
#include "signet/password/password_hasher.hpp"

namespace signet::inline v0 {

class Accounts;

/// What a claimed name led to, and what must be hashed for it, alike whether or not there is such an account.
class LoginAttempt {
 public:
  /// What the check will cost.
  const HashParams& cost() const& noexcept { return cost_; }
  const HashParams& cost() const&& = delete;

 private:
  friend class Accounts;
  LoginAttempt() = default;

  Account account_{};  // a decoy where there is none
  // Why no password can be right; nullopt: the stored hash decides.
  std::optional<Errc> obstacle_ = Errc::credentials_invalid;
  HashParams cost_{};
};

/// Background work of a login: hashes the same password by today's parameters and replaces the stored hash,
/// if that has not changed meanwhile. Holds the password in wiped memory.
class Rehash {
 public:
  /// cpu, then io. The Accounts it came from, and all that it borrows, must still live.
  /// Reports hash_upgraded.
  /// @error account_changed  the stored hash is another by now; nothing is to be done
  /// @error random_unavailable, hash_failed, store_unavailable  the next login will offer it again
  [[nodiscard]] Result<void> run();
  /// The same with the result dropped, as HashPool::run_in_background takes it.
  void operator()() { static_cast<void>(run()); }

 private:
  friend class Accounts;
  Rehash(Accounts& accounts, const Account& account, SecretBytes password);

  Accounts* accounts_;
  Uuid id_;
  std::string old_hash_;
  SecretBytes password_;
};

/// A login whose password was hashed; only Accounts::conclude says what that means.
class CheckedLogin {
 private:
  friend class Accounts;
  CheckedLogin() = default;

  Account account_{};  // without an id where there is none
  std::optional<SecretBytes> rehash_password_;
  Errc refusal_ = Errc::credentials_invalid;
  PasswordCheck check_ = PasswordCheck::mismatch;
};
template <>
inline constexpr bool is_outcome<CheckedLogin> = true;

/// Who logged in.
struct AuthenticatedAccount {
  Uuid id;
  std::string name;  ///< as it was registered
  Epoch epoch;       ///< read together with the hash that matched; to be handed on to what is issued
};

/// The end of a login: accepted with the account, or refused, which is no error and tells no reason.
struct LoginOutcome {
  std::optional<AuthenticatedAccount> accepted;  ///< nullopt: refused
  std::optional<Rehash> rehash;                  ///< to be run in the background, or dropped
};
template <>
inline constexpr bool is_outcome<LoginOutcome> = true;

}  // namespace signet::inline v0
