// RefreshSessions: opaque refresh tokens under a server key, rotated at each use, ended as a family.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/numeric_date.hpp"
#include "signet/core/observer.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/session/refresh_token.hpp"
#include "signet/session/session_store.hpp"

namespace signet::inline v0 {

struct RefreshSessionsOptions {
  /// The first mints, all verify: 1 .. 8 keys of 32 bytes or more, no two alike nor of one key id. Keep a
  /// retired key for as long as `lifetime.absolute`, and use a key for nothing else.
  std::vector<SecretBytes> keys;
  /// `absolute` 1 min .. 400 d, default 30 d; `idle` 1 s .. absolute, default 7 d.
  FamilyLifetime lifetime{.absolute = Seconds::of(2'592'000), .idle = Seconds::of(604'800)};
  /// Active sessions of one subject; the oldest end first; 0: any number.
  std::uint32_t most_per_subject = 0;
  /// How long the holder of a just replaced token gets its successor once more, 0 .. 60 s. Above 0, a client
  /// whose answer was lost (or whose two tabs refresh at once) is not logged out; and whoever stole the
  /// replaced token may use it as long, at most 5 times, while the successor is unused.
  Seconds grace{};
  OnReuse on_reuse = OnReuse::revoke;
  Observer observer{};
};

/// A session that was begun, or a token that was replaced. The text is the only copy there is.
struct IssuedRefreshToken {
  std::string text;  ///< to the client, and nowhere else
  FamilyId family;
  NumericDate expires_at;  ///< of the family: no successor outlives it
};

/// What presenting a refresh token came to. RotationResult::ahead is told as not_active.
struct RefreshOutcome {
  RotationResult result = RotationResult::not_active;
  std::optional<IssuedRefreshToken> token;  ///< for rotated and current
};
template <>
inline constexpr bool is_outcome<RefreshOutcome> = true;

/// Refresh sessions of one store. Once the store has answered, the observer is told
/// - session_begun, session_rotated (of a repeated attempt once more), session_reissued (`current`),
///   session_reused, store_regressed (`ahead`), with session and subject; session_reused also of a rotation
///   that answers revoke_unconfirmed, either of the two or of a session that was revoked before, with this
///   code and the session;
/// - session_refused of a rotation of what is not active (code session_ended), with the session, and of a
///   begin whose account changed meanwhile (code account_changed), with the subject;
/// - session_ended, with the session by end, the subject by end_all and raise_epoch, and neither by
/// end_before. A subject is named if it is a UUID. What ends by its times or by `most_per_subject` is
/// reported by none: the store does not tell.
///
/// Every call with a subject: @error member_invalid  it is not of 1 .. 255 bytes; named `subject`
///
/// rotate, end, end_all, end_before and raise_epoch, over a store whose replicas are to confirm:
/// @error revoke_unconfirmed  what was to end has ended, but a fail-over may lose that; to be repeated
///                            until it is answered, and never to be told as done
/// @thread all calls may be made from any number of threads at once
/// @see RFC 9700 §4.14.2, RFC 6749 §6 and §10.4
class RefreshSessions final {
 public:
  /// Store and random source are borrowed and outlive the result.
  /// @error option_invalid  an option out of range; the error names it
  static Result<RefreshSessions> build(SessionStore& store, RandomSource& random,
                                       RefreshSessionsOptions options);
  RefreshSessions(RefreshSessions&&) noexcept;
  RefreshSessions& operator=(RefreshSessions&&) noexcept;
  ~RefreshSessions();

  /// The one of the options, for who reports about the same sessions.
  const Observer& observer() const& noexcept;
  const Observer& observer() const&& = delete;

  /// Begins a session of `subject`, whose credentials were checked under `epoch`.
  ///
  /// @param family  a fresh FamilyId::random, for callers who name the session (the `sid` of a token) before
  ///                it begins; without it, one is made here
  /// @error account_changed  the subject's epoch moved on since then
  /// @error session_exists   `family` is taken; without it: the random source repeats itself
  /// @error random_unavailable, store_unavailable
  [[nodiscard]] Result<IssuedRefreshToken> begin(std::string_view subject, Epoch epoch, NumericDate now,
                                                 std::optional<FamilyId> family = std::nullopt);

  /// Checks the text's MAC; no store is asked, so forged tokens cost no call and end nothing.
  /// @error refresh_token_invalid  not minted by any of the keys, or not in the one spelling they mint
  [[nodiscard]] Result<RefreshToken> read(std::string_view text) const;

  /// The token's family, when it is active at `now`; whether the token is its newest, only rotate decides.
  /// @error store_unavailable
  [[nodiscard]] Result<std::optional<Family>> look_up(const RefreshToken& token, NumericDate now) const;

  /// Replaces the token by its successor. A call whose answer was lost may be repeated with the same attempt,
  /// and gives the same successor; without one, each call is an attempt of its own.
  /// @error revoke_unconfirmed  the token was replaced before, or its session revoked; see above
  /// @error random_unavailable, store_unavailable
  [[nodiscard]] Result<RefreshOutcome> rotate(const RefreshToken& token, NumericDate now,
                                              std::optional<AttemptId> attempt = std::nullopt);

  /// For sessions that do not rotate: whether the token is good, extending the idle time if so.
  /// @error store_unavailable
  [[nodiscard]] Result<FamilyUse> use(const RefreshToken& token, NumericDate now);

  /// Ends one session. When this returns, no token of it is replaced any more, anywhere.
  /// @error store_unavailable, revoke_unconfirmed  it may live on; to be repeated
  [[nodiscard]] Result<Revocation> end(const FamilyId& family, NumericDate now);
  /// Ends all sessions that the subject has; a login that runs meanwhile may begin another, unless the epoch
  /// is raised too. @return how many
  /// @error store_unavailable, revoke_unconfirmed  as of end
  [[nodiscard]] Result<std::uint32_t> end_all(std::string_view subject, NumericDate now);
  /// Ends every session begun before `time`, of every subject.
  /// @error store_unavailable, revoke_unconfirmed  as of end
  [[nodiscard]] Result<void> end_before(NumericDate time);
  /// Ends the subject's sessions of lower epochs, those that are just being begun too.
  /// @error store_unavailable, revoke_unconfirmed  as of end
  [[nodiscard]] Result<void> raise_epoch(std::string_view subject, Epoch epoch);
  /// The subject's sessions, newest first.
  [[nodiscard]] Result<std::vector<FamilyState>> list(std::string_view subject, NumericDate now) const;

 private:
  struct Parts;
  explicit RefreshSessions(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
