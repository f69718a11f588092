// Groups of password hashes: what bcrypt and PBKDF2 compute faster together than one after the other.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "password/bcrypt_string.hpp"
#include "password/pbkdf2.hpp"
#include "password/pbkdf2_string.hpp"
#include "signet/password/password_hasher.hpp"

namespace signet::inline v0::detail {

inline constexpr std::size_t most_together = pbkdf2_most_lanes;

/// One password of a group; views of what its owner keeps.
struct BatchMember {
  std::string_view password{};
  std::span<const std::byte> salt{};
  std::span<std::byte> out{};  ///< filled
};

/// How many hashes of these parameters to compute together.
struct BatchWidth {
  std::size_t most = 1;   ///< 1 .. most_together; 1: there are no groups
  std::size_t worth = 2;  ///< fewer are as well computed one by one
};
BatchWidth batch_width(const HashParams& params);

/// How many of those that are `there` a worker takes, when so many other workers are idle: no more than its
/// share, since a group takes longer than one alone.
std::size_t group_size(std::size_t there, std::size_t idle, BatchWidth width) noexcept;

/// Fills every member's `out`. All have these parameters, and are no more than batch_width() says.
void compute_batch(const HashParams& params, std::span<const BatchMember> members) noexcept;

/// A bcrypt or PBKDF2 hash on its way through a group. Borrows the password; wipes what was computed.
class BatchedHash {
 public:
  using Salt = std::array<std::byte, 16>;

  /// The hash that tells whether this is the password of `stored`, which costs `cost`. Nothing where such
  /// hashes are computed alone: that is then the hasher's business.
  static std::optional<BatchedHash> against(std::string_view password, const HashParams& cost,
                                            const StoredHash& stored);
  /// A hash of this salt, or nothing as above. A password that such a hash cannot take is replaced by an
  /// empty one, which costs the same.
  static std::optional<BatchedHash> with_salt(std::string_view password, const HashParams& cost,
                                              const Salt& salt);
  BatchedHash(BatchedHash&& other) noexcept = default;
  BatchedHash& operator=(BatchedHash&&) = delete;
  ~BatchedHash();

  /// Views of *this, which must then stay where it is.
  BatchMember member() &;
  /// Once computed: whether it is the stored hash.
  PasswordCheck check() const;
  /// Once computed: the form to be stored.
  std::string text() const;

 private:
  using Stored = std::variant<BcryptString, Pbkdf2String>;

  BatchedHash(Stored stored, std::string_view password) noexcept : stored_(stored), password_(password) {}

  Stored stored_;
  std::string_view password_;
  std::array<std::byte, Pbkdf2String::max_tag> computed_{};
};

}  // namespace signet::inline v0::detail
