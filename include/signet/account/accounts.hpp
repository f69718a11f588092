// Accounts: register, and log in, each in three steps that the caller composes around its hash pool.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "signet/account/account_store.hpp"
#include "signet/account/login.hpp"
#include "signet/account/name_rule.hpp"
#include "signet/account/registration.hpp"
#include "signet/core/instant.hpp"
#include "signet/core/observer.hpp"
#include "signet/core/random.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/password/hash_pool.hpp"
#include "signet/password/password_hasher.hpp"

namespace signet::inline v0 {

struct AccountsOptions {
  NameRule names = NameRule::email;
  std::size_t min_password = 8;  ///< characters (UTF-8 code points) of a new password; 1 .. 64
  bool rehash_on_login = true;   ///< offer a Rehash at a login whose stored hash is out of date
  /// Decides what a login to an unknown name costs. Instances that serve one store should share it, or a name
  /// may cost differently at each; empty: fresh per instance. 32 bytes or more, else `option_invalid`.
  SecretBytes decoy_key{};
  /// Registrations are refused that would give the realm more accounts; nullopt: any number.
  std::optional<std::uint64_t> most_accounts{};
  Observer observer{};
};

/// Accounts of one store. Owns no thread, and holds no database connection while a password is hashed:
///
///     auto attempt = accounts.look_up(name, steady_now());
///     auto checked = accounts.check(pool, source, *std::move(attempt), password);
///     auto outcome = accounts.conclude(*std::move(checked));
///     if (outcome->rehash) pool.run_in_background(*std::move(outcome->rehash));
///
/// An unknown name, a locked account, an unreadable stored hash, a password too long for its hash and a wrong
/// password make the same store calls, cost one hash of parameters that occur in the store, and end alike.
/// @thread all calls may be made from any number of threads at once
class Accounts final {
 public:
  /// Reads the store's parameter mix. Store, hasher and random source are borrowed and outlive the result.
  /// @error option_invalid      an option out of range; the error names it
  /// @error random_unavailable, store_unavailable
  static Result<std::unique_ptr<Accounts>> build(AccountStore& store, const PasswordHasher& hasher,
                                                 RandomSource& random, AccountsOptions options = {});
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;
  ~Accounts();

  /// The key under which a name is stored and to be throttled; defined for every text.
  std::string key_of(std::string_view name) const;

  /// io: reads the account of a claimed name, or decides what its absence costs. Any text is looked up.
  /// The parameter mix is read again by the first call 10 minutes after the last reading; should that fail,
  /// the old mix stands.
  /// @error store_unavailable
  [[nodiscard]] Result<LoginAttempt> look_up(std::string_view name, Instant now);

  /// cpu: hashes once, on the pool, in one place of its queue whatever the attempt led to; logins of one cost
  /// are computed together there.
  /// @error overloaded   the pool refused it; tells retry_after()
  /// @error hash_failed  no memory
  [[nodiscard]] Result<CheckedLogin> check(HashPool& pool, const HashSource& source, LoginAttempt attempt,
                                           std::string_view password) const;
  /// The same on the calling thread. Uses nothing but its arguments and the hasher.
  /// @error hash_failed  no memory
  [[nodiscard]] Result<CheckedLogin> check(LoginAttempt attempt, std::string_view password) const;

  /// io: a right password is accepted if the account, read once more, still has the epoch of the look-up.
  /// Reports login_succeeded, or login_failed with the reason (`credentials_invalid`, `forbidden` for a
  /// locked account, `account_changed`, or what is wrong with the stored hash); the caller sees refusals
  /// alike.
  /// @error store_unavailable
  [[nodiscard]] Result<LoginOutcome> conclude(CheckedLogin checked);

  /// inline: judges name and password; no store is asked.
  /// @error email_invalid, member_invalid  by check_name
  /// @error password_too_short             fewer characters than min_password
  /// @error password_too_long              more bytes than a hash of the target parameters takes
  /// @error password_unsupported           a NUL, which the target algorithm does not take
  [[nodiscard]] Result<Registration> begin_registration(std::string_view name,
                                                        std::string_view password) const;

  /// cpu: hashes the password, on the pool.
  /// @error overloaded  the pool refused it; tells retry_after()
  /// @error random_unavailable, hash_failed
  [[nodiscard]] Result<HashedRegistration> hash(HashPool& pool, const HashSource& source,
                                                Registration registration) const;
  /// The same on the calling thread.
  [[nodiscard]] Result<HashedRegistration> hash(Registration registration) const;

  /// io: adds the account, with a random id and epoch 0. Reports account_registered.
  /// @error account_exists      the name is taken; of two at once, one gets this
  /// @error accounts_full       there are `most_accounts`
  /// @error random_unavailable, store_unavailable
  [[nodiscard]] Result<RegisteredAccount> finish_registration(HashedRegistration registration,
                                                              NumericDate now);

 private:
  friend class Rehash;
  struct Parts;
  template <class Hashing>
  Result<CheckedLogin> check_by(const Hashing& hashing, LoginAttempt attempt,
                                std::string_view password) const;
  explicit Accounts(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
