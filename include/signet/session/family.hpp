// Family: one login and all the refresh tokens that descend from it, as a store keeps it (RFC 9700 §4.14.2).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "signet/core/numeric_date.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/core/uuid.hpp"
#include "signet/session/epoch.hpp"

namespace signet::inline v0 {

/// 128 random bits that name a family, written as a UUID; no secret, but no token can be made without a key.
struct FamilyId {
  Uuid uuid;

  /// @error random_unavailable
  static Result<FamilyId> random(RandomSource& random);
  friend constexpr auto operator<=>(const FamilyId&, const FamilyId&) noexcept = default;
};

/// 128 random bits that name one try to rotate: the same again is the same rotation, not a second one. The
/// nil one names no try, so it is never the same again.
struct AttemptId {
  Uuid uuid;

  /// @error random_unavailable
  static Result<AttemptId> random(RandomSource& random);
  friend constexpr auto operator<=>(const AttemptId&, const AttemptId&) noexcept = default;
};

/// How long a family lasts, whatever happens, and how long it may lie unused.
struct FamilyLifetime {
  Seconds absolute;
  Seconds idle;
};

/// A family as stored: of constant size, however often it was rotated.
struct Family {
  FamilyId id;
  std::string subject;
  Epoch epoch;
  std::uint32_t generation = 0;  ///< of the newest token
  AttemptId attempt;             ///< the one that made it; nil at generation 0
  std::uint8_t reissues = 0;     ///< how often the newest token was given to a holder of its predecessor
  bool used = false;             ///< whether the newest token was used
  NumericDate created_at;
  NumericDate rotated_at;  ///< created_at at generation 0
  NumericDate idle_until;
  NumericDate expires_at;
  std::optional<NumericDate> revoked_at;

  friend bool operator==(const Family&, const Family&) = default;
};

/// A family, and whether it is active: its own state, the subject's epoch and `revoke_before` taken together.
struct FamilyState {
  Family family;
  bool active = false;
};

}  // namespace signet::inline v0
