// SessionStore: what refresh sessions need of a database; implemented under store/, one conformance suite for
// all.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/session/epoch.hpp"
#include "signet/session/family.hpp"

namespace signet::inline v0 {

/// A family to be begun. Borrows for the call.
struct NewFamily {
  FamilyId id;
  std::string_view subject;  ///< 1 .. 255 bytes
  Epoch epoch;               ///< as read together with the credential that was checked
  NumericDate now;
  FamilyLifetime lifetime;
  std::uint32_t most = 0;  ///< active families the subject may have, this one included; 0: any number
};

/// What a create came to.
enum class Creation : std::uint8_t {
  created,
  epoch_passed,  ///< the subject's epoch was raised beyond the one given, or all before a later time was
                 ///< revoked
};
template <>
inline constexpr bool is_outcome<Creation> = true;

enum class OnReuse : std::uint8_t { revoke, refuse };

/// A request to advance a family by one generation.
struct Rotation {
  FamilyId family;
  std::uint32_t generation = 0;  ///< that of the token presented
  AttemptId attempt;
  NumericDate now;
  Seconds idle;     ///< how long the family may then lie unused, rotated or `current`
  Seconds grace{};  ///< how long the predecessor of an unused token is answered with that token; 0 .. 60 s
  OnReuse on_reuse = OnReuse::revoke;
};

enum class RotationResult : std::uint8_t {
  rotated,  ///< advanced by this attempt, now or before
  current,  ///< the predecessor, inside grace: the successor there is, once more
  reused,   ///< behind otherwise; the family was revoked in the same call, unless OnReuse::refuse
  ahead,    ///< of a generation that the store never saw: the store went back in time; the family was revoked
  not_active,  ///< no such family, or it has ended
};

/// What a rotation came to, and the family as it is now (untouched defaults for not_active).
struct RotationOutcome {
  RotationResult result = RotationResult::not_active;
  std::uint32_t generation = 0;  ///< of the successor, for rotated and current
  NumericDate expires_at;        ///< of the family
  std::string subject;           ///< of the family
};
template <>
inline constexpr bool is_outcome<RotationOutcome> = true;

/// Whether a token of a family is good as it is.
enum class FamilyUse : std::uint8_t {
  active,
  superseded,  ///< of another generation than the family's
  not_active,
};
template <>
inline constexpr bool is_outcome<FamilyUse> = true;

/// What a revocation found.
enum class Revocation : std::uint8_t { revoked, was_not_active };
template <>
inline constexpr bool is_outcome<Revocation> = true;

/// Families of one realm. Each call is atomic; once a revocation is acknowledged, no later call of any user
/// of the same database advances what it ended. Time is the caller's: no call reads a clock, and a family
/// that the caller's `now` finds expired is not active. No token is ever stored, nor anything one could be
/// made of.
///
/// A family is active while it is not revoked, `now` is before both its ends, its epoch is not below the
/// highest the subject was given here, and it was not created before the time of `revoke_before`.
///
/// Every call: @error store_unavailable (may be repeated; nothing is half done).
/// @thread all calls may be made from any number of threads at once
class SessionStore {
 public:
  SessionStore() = default;
  SessionStore(const SessionStore&) = delete;
  SessionStore& operator=(const SessionStore&) = delete;
  virtual ~SessionStore() = default;

  /// Begins a family at generation 0. Ends the subject's oldest active families beyond `most`, and forgets a
  /// few of any subject that have ended, in the same call.
  /// @error session_exists  the id is taken
  [[nodiscard]] virtual Result<Creation> create(const NewFamily& family) = 0;
  /// The family as stored, active at `now` or not; nullopt when there is none (any more).
  [[nodiscard]] virtual Result<std::optional<FamilyState>> find(const FamilyId& id, NumericDate now) = 0;
  /// One behind, the successor unused, inside grace: at most 5 times a generation `current`, then `reused`.
  [[nodiscard]] virtual Result<RotationOutcome> rotate(const Rotation& rotation) = 0;
  /// Whether a token of `generation` is good at `now`; if so, the family may lie unused until now + idle, and
  /// its predecessor has no grace any more.
  [[nodiscard]] virtual Result<FamilyUse> use(const FamilyId& id, std::uint32_t generation, NumericDate now,
                                              Seconds idle) = 0;
  /// Ends the family for good, for users whose clock finds it not active any more as for all others.
  [[nodiscard]] virtual Result<Revocation> revoke(const FamilyId& id, NumericDate now) = 0;
  /// Revokes every active family of the subject. @return how many
  [[nodiscard]] virtual Result<std::uint32_t> revoke_subject(std::string_view subject, NumericDate now) = 0;
  /// Ends every family created before `time`, of every subject, for good. Earlier times change nothing.
  [[nodiscard]] virtual Result<void> revoke_before(NumericDate time) = 0;
  /// From now on a family of a lower epoch is not active, and none is created. Lower epochs change nothing.
  [[nodiscard]] virtual Result<void> raise_epoch(std::string_view subject, Epoch epoch) = 0;
  /// The subject's families that are not yet forgotten, active at `now` or not, newest first.
  [[nodiscard]] virtual Result<std::vector<FamilyState>> list(std::string_view subject, NumericDate now) = 0;
  /// Whether the store answers.
  [[nodiscard]] virtual Result<void> ping() = 0;
};

}  // namespace signet::inline v0
