// What the calls of a SessionStore do to one family; pure, so that every store decides alike.
#pragma once

#include <cstdint>
#include <limits>

#include "signet/core/numeric_date.hpp"
#include "signet/session/epoch.hpp"
#include "signet/session/family.hpp"
#include "signet/session/session_store.hpp"

namespace signet::inline v0::detail {

/// How often the holder of a just replaced token may get its successor once more.
inline constexpr std::uint8_t most_reissues = 5;

/// What the store was told about all families of a subject, or of all subjects.
struct Standing {
  Epoch epoch{};  ///< the highest of raise_epoch, and of families begun
  /// The latest of revoke_before.
  NumericDate revoked_before = NumericDate::from_microseconds(std::numeric_limits<std::int64_t>::min());
};

/// A presented token that asks to be good as it is.
struct Presented {
  std::uint32_t generation = 0;
  NumericDate now;
  Seconds idle;
};

/// The family that create stores, at generation 0.
Family begun(const NewFamily& request);
/// Whether what the store was told since ended the family, whatever its times say. For a family just begun:
/// Creation::epoch_passed.
bool is_voided(const Family& family, const Standing& standing) noexcept;
bool is_active(const Family& family, const Standing& standing, NumericDate now) noexcept;
/// When the family has ended at the latest, if nothing extends it: from then on it may be forgotten.
NumericDate ends_at(const Family& family) noexcept;

// These change the family in place; what they leave alone needs no write. A clock that went back between two
// calls shortens nothing.

RotationOutcome decide(Family& family, const Standing& standing, const Rotation& rotation);
/// The same into an `outcome` that is as new. Where the family is in memory, to move one costs more than to
/// decide.
void decide(Family& family, const Standing& standing, const Rotation& rotation, RotationOutcome& outcome);
FamilyUse use(Family& family, const Standing& standing, const Presented& presented) noexcept;
/// Marks the family revoked even when it is not active any more: a user of the store whose clock is behind
/// might still find it active.
Revocation revoke(Family& family, const Standing& standing, NumericDate now) noexcept;

}  // namespace signet::inline v0::detail
