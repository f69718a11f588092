// Hashing passwords: hash, verify, needs_rehash. Stored form: PHC string, or `$2b$` for bcrypt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

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
  bool algorithm = false;   ///< another algorithm than the target's; the others are then not judged
  bool parameters = false;  ///< less memory, fewer passes or iterations, or a lower cost than the target's;
                            ///< lanes cost nothing
  bool form = false;        ///< `$2a$`, `$2y$`, argon2 version 16, a salt under 16 or a tag under 32 bytes
  constexpr bool any() const noexcept { return algorithm || parameters || form; }
  friend constexpr bool operator==(const RehashReasons&, const RehashReasons&) noexcept = default;
};

struct PasswordHasherOptions {
  HashParams target = presets::standard;  ///< what new hashes cost
  HashCeilings ceilings{};                ///< what stored hashes may cost
  std::size_t max_password = 1024;        ///< bytes; 72 .. 4096. bcrypt takes 72 whatever stands here.
};

/// Hashes with argon2id, bcrypt and PBKDF2-HMAC-SHA-256, the last as `$pbkdf2-sha256$i=600000$salt$tag`; of
/// its stored forms, `i=600000,l=32` is read too, with a tag of 12 to 32 bytes. Passwords are bytes as given.
/// `$2a$`, `$2b$` and `$2y$` are one function (OpenBSD's reading); `$2x$`, argon2i and argon2d are refused.
/// bcrypt reads at most 72 bytes and stops at a NUL, so other passwords are refused for it, never cut.
/// Immutable. Calls take tens of milliseconds on purpose: run them on a HashPool.
/// @thread all calls may be made from any number of threads at once
class PasswordHasher {
 public:
  /// @error option_invalid      an option out of its range; the error names it
  /// @error hash_too_expensive  the target exceeds the ceilings
  static Result<PasswordHasher> build(PasswordHasherOptions options = {});

  /// A new stored hash with a fresh 16-byte salt.
  /// @error password_too_long, password_unsupported, random_unavailable, hash_failed
  [[nodiscard]] Result<std::string> hash(std::string_view password, RandomSource& random) const;

  /// Whether `password` is the one behind `stored`.
  /// @error hash_malformed, hash_unsupported  `stored` cannot be read
  /// @error hash_too_expensive                `stored` asks for more than the ceilings; nothing was computed;
  ///                                          the error names the parameter
  /// @error password_too_long                 over 72 bytes for bcrypt, over max_password for all
  /// @error password_unsupported              a NUL byte, for bcrypt
  /// @error hash_failed                       no memory
  [[nodiscard]] Result<PasswordCheck> verify(std::string_view password, std::string_view stored) const;

  /// The work of `verify` against a stored hash of these parameters, and always a mismatch: for names without
  /// a usable hash, so that they cost what others do. Takes every password; one that the hash could not take
  /// is replaced by an empty one, which costs the same.
  /// @error option_invalid      a parameter below its minimum
  /// @error hash_too_expensive  `params` exceed the ceilings
  /// @error hash_failed         no memory
  [[nodiscard]] Result<PasswordCheck> verify_dummy(std::string_view password, const HashParams& params) const;

  /// What `verify` of the same would cost. Computes nothing.
  /// @error those of verify, but not hash_failed
  [[nodiscard]] Result<HashParams> cost_of(std::string_view password, std::string_view stored) const;

  /// Whether verify_dummy would take such parameters.
  /// @error option_invalid, hash_too_expensive
  [[nodiscard]] Result<void> affords(const HashParams& params) const;

  /// Whether `hash` would take the password.
  /// @error password_too_long, password_unsupported
  [[nodiscard]] Result<void> accepts(std::string_view password) const;

  /// Whether and why `stored` should be made anew. Allocates nothing, computes nothing.
  /// @error hash_malformed, hash_unsupported
  [[nodiscard]] Result<RehashReasons> needs_rehash(std::string_view stored) const;

  const PasswordHasherOptions& options() const noexcept { return options_; }

 private:
  explicit PasswordHasher(PasswordHasherOptions options) noexcept;
  PasswordHasherOptions options_;
};

/// Verification under the default ceilings, for programs that keep no hasher.
[[nodiscard]] Result<PasswordCheck> verify_password(std::string_view password, std::string_view stored);

/// The parameters of a stored hash.
/// @error hash_malformed, hash_unsupported
[[nodiscard]] Result<HashParams> parameters_of(std::string_view stored);

}  // namespace signet::inline v0
