// Hashing passwords: hash, verify, needs_rehash. Stored form: PHC string, or `$2b$` for bcrypt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "signet/core/error.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/password/params.hpp"

namespace signet::inline v0 {

/// Whether a password is the one that was hashed. A mismatch is no error.
enum class PasswordCheck : std::uint8_t { mismatch, match };
template <>
inline constexpr bool is_outcome<PasswordCheck> = true;

/// Why a stored hash should be made anew at the next login; nothing set: it is as good as the target.
struct RehashReasons {
  bool algorithm = false;   ///< another algorithm than the target's, or another type of argon2; the
                            ///< others are then not judged
  bool parameters = false;  ///< less memory or work, fewer passes or iterations, or a lower cost than
                            ///< the target's; lanes cost nothing
  bool truncated = false;   ///< verified only as far as bcrypt reads, StoredHash::truncated
  bool form = false;        ///< `$2a$`, `$2y$`, argon2 version 16, a salt under 16 or a tag under 32 bytes
  constexpr bool any() const noexcept { return algorithm || parameters || truncated || form; }
  friend constexpr bool operator==(const RehashReasons&, const RehashReasons&) noexcept = default;
};

/// A stored hash and what its record says of it.
struct StoredHash {
  std::string_view text;
  /// Of an imported bcrypt hash: it was made by a program that hashed the first 72 bytes of longer passwords,
  /// so that is what is verified here. Never set it for all records: what follows those bytes is not looked
  /// at. Hashes of other algorithms do not heed it.
  bool truncated = false;
};

/// What became of a stored hash at a login.
enum class HashUpdate : std::uint8_t {
  none,       ///< a mismatch, or as good as the target
  stored,     ///< the new hash took its place
  lost_race,  ///< the record no longer held the hash that was verified; nothing was stored
  failed,     ///< the password matched, but no new hash was made or stored: VerifiedPassword::error
};

/// What verify_and_update found, and did.
struct VerifiedPassword {
  PasswordCheck check = PasswordCheck::mismatch;  ///< whatever became of the update
  RehashReasons reasons{};                        ///< of a match
  HashUpdate update = HashUpdate::none;
  std::optional<Error> error{};  ///< set when `update` is failed, and only then
};
template <>
inline constexpr bool is_outcome<VerifiedPassword> = true;

namespace detail {
/// A callable borrowed for one call.
struct CompareAndSetRef {
  Result<void> (*call)(void* callable, std::string_view from, std::string_view to);
  void* callable;
};
}  // namespace detail

struct PasswordHasherOptions {
  HashParams target = presets::standard;  ///< what new hashes cost
  HashCeilings ceilings{};                ///< what stored hashes may cost
  std::size_t max_password =
      1024;  ///< bytes; 72 .. 4096. bcrypt takes 72, yescrypt 511 whatever stands here.
};

/// Hashes with argon2id, bcrypt, scrypt as `$scrypt$ln=17,r=8,p=1$salt$tag`, and PBKDF2-HMAC-SHA-256 as
/// `$pbkdf2-sha256$i=600000$salt$tag`; `i=600000,l=32` is read too, with a tag of 12 to 32 bytes. argon2i and
/// argon2d, of both versions, are verified and never written. `$2a$`, `$2b$` and `$2y$` are one function
/// (OpenBSD's reading); `$2x$` is refused. yescrypt, `$y$`, is had where signet was built with libxcrypt.
/// Passwords are bytes as given, in whatever normal form.
/// bcrypt reads at most 72 bytes, libxcrypt's yescrypt at most 511, and both stop at a NUL, so other
/// passwords are refused for them, never cut. Immutable. Calls take tens of milliseconds on purpose: run them
/// on a HashPool.
/// @thread all calls may be made from any number of threads at once
class PasswordHasher {
 public:
  /// @error option_invalid      an option out of its range; the error names it
  /// @error hash_too_expensive  the target exceeds the ceilings
  /// @error hash_unsupported    yescrypt, and this build has none
  static Result<PasswordHasher> build(PasswordHasherOptions options = {});

  /// A new stored hash with a fresh 16-byte salt.
  /// @error password_too_long, password_unsupported, random_unavailable, hash_failed
  [[nodiscard]] Result<std::string> hash(std::string_view password, RandomSource& random) const;

  /// Whether hash() would take `password`.
  /// @error password_too_long, password_unsupported
  [[nodiscard]] Result<void> accepts(std::string_view password) const;

  /// Whether verify() would compute a stored hash of these parameters.
  /// @error option_invalid      a parameter below its minimum
  /// @error hash_too_expensive  `params` exceed the ceilings
  [[nodiscard]] Result<void> affords(const HashParams& params) const;

  /// Whether `password` is the one behind `stored`.
  /// @error hash_malformed, hash_unsupported  `stored` cannot be read
  /// @error hash_too_expensive                `stored` asks for more than the ceilings; nothing was computed;
  ///                                          the error names the parameter
  /// @error password_too_long                 over 72 bytes for bcrypt, 511 for yescrypt, max_password for
  /// all
  /// @error password_unsupported              a NUL byte, for bcrypt and yescrypt
  /// @error hash_failed                       no memory
  [[nodiscard]] Result<PasswordCheck> verify(std::string_view password, const StoredHash& stored) const;
  [[nodiscard]] Result<PasswordCheck> verify(std::string_view password, std::string_view stored) const {
    return verify(password, StoredHash{.text = stored});
  }

  /// As verify; and where the password matches and needs_rehash names a reason, hashes it anew, whole, and
  /// calls `compare_and_set(from, to)`, once: a Result<void>, with `account_changed` where the record no
  /// longer holds `from`, as AccountStore::upgrade_hash has it. The texts are borrowed for the call. A
  /// record's mark `truncated` is to be cleared together with the hash.
  ///
  /// The check stands whatever becomes of the update: only an error of verify is an error here.
  /// @error those of verify
  template <class CompareAndSet>
  [[nodiscard]] Result<VerifiedPassword> verify_and_update(std::string_view password,
                                                           const StoredHash& stored, RandomSource& random,
                                                           CompareAndSet&& compare_and_set) const {
    auto call = [&](std::string_view from, std::string_view to) -> Result<void> {
      return compare_and_set(from, to);
    };
    const auto as_borrowed = [](void* callable, std::string_view from, std::string_view to) {
      return (*static_cast<decltype(call)*>(callable))(from, to);
    };
    return update_borrowed(password, stored, random, {as_borrowed, &call});
  }

  /// The work of `verify` against a stored hash of these parameters, and always a mismatch: for names without
  /// a usable hash, so that they cost what others do. Takes every password; one that the hash could not take
  /// is replaced by an empty one, which costs the same.
  /// @error option_invalid      a parameter below its minimum
  /// @error hash_too_expensive  `params` exceed the ceilings
  /// @error hash_failed         no memory
  [[nodiscard]] Result<PasswordCheck> verify_dummy(std::string_view password, const HashParams& params) const;

  /// What `verify` of the same would cost. Computes nothing.
  /// @error those of verify, but not hash_failed
  [[nodiscard]] Result<HashParams> cost_of(std::string_view password, const StoredHash& stored) const;
  [[nodiscard]] Result<HashParams> cost_of(std::string_view password, std::string_view stored) const {
    return cost_of(password, StoredHash{.text = stored});
  }

  /// Whether and why `stored` should be made anew. Allocates nothing, computes nothing.
  /// @error hash_malformed, hash_unsupported
  [[nodiscard]] Result<RehashReasons> needs_rehash(const StoredHash& stored) const;
  [[nodiscard]] Result<RehashReasons> needs_rehash(std::string_view stored) const {
    return needs_rehash(StoredHash{.text = stored});
  }

  const PasswordHasherOptions& options() const noexcept { return options_; }

 private:
  explicit PasswordHasher(PasswordHasherOptions options) noexcept;
  Result<VerifiedPassword> update_borrowed(std::string_view password, const StoredHash& stored,
                                           RandomSource& random,
                                           detail::CompareAndSetRef compare_and_set) const;
  PasswordHasherOptions options_;
};

/// Verification under the default ceilings, for programs that keep no hasher.
[[nodiscard]] Result<PasswordCheck> verify_password(std::string_view password, std::string_view stored);

/// The parameters of a stored hash.
/// @error hash_malformed, hash_unsupported
[[nodiscard]] Result<HashParams> parameters_of(std::string_view stored);

}  // namespace signet::inline v0
