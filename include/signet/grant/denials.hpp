// How a verifier reads a DenyStore: at every token, or from a copy that follows the store.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "signet/core/instant.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/session/deny_store.hpp"
#include "signet/token/revocation.hpp"

namespace signet::inline v0 {

/// Asks the store at every verification, once: what was denied is refused at once, and without the store
/// every token is (`store_unavailable`). The store is borrowed and outlives every verifier.
///
/// It answers token_revoked, naming `jti`, `sid` or `sub`; claim_invalid for a `sid` that is no string; and
/// the store's errors. A VerifiedTokenCache over it asks at every hit.
RevocationCheck check_of(DenyStore& store) noexcept;

struct FollowedDenialsOptions {
  std::size_t entries = 16'384;  ///< as of DenyListOptions
  /// How old the copy may be: beyond it every token is refused. 100 ms .. 10 min. The real clock stands
  /// still while the machine is suspended; a copy does not age then.
  Seconds max_staleness = Seconds::of(5);
  SteadyClock clock = nullptr;  ///< nullptr: the real one
};

/// A copy of a store's denials in the memory of this process, asked without a round trip. What was denied is
/// refused at the latest `max_staleness` after it was acknowledged, whatever becomes of the store: a copy
/// that is older refuses every token (`store_unavailable`), as does one that never heard from the store.
///
/// No thread is begun here: whoever builds it calls `catch_up` often enough, say every second.
/// @thread all members from any number of threads
class FollowedDenials {
 public:
  /// Asks nothing yet. Store is borrowed and outlives the result.
  /// @error option_invalid  `entries` or `max_staleness` out of range
  /// @error random_unavailable
  static Result<FollowedDenials> build(DenyStore& store, RandomSource& random,
                                       const FollowedDenialsOptions& options = {});
  FollowedDenials(FollowedDenials&&) noexcept;
  FollowedDenials& operator=(FollowedDenials&&) noexcept;
  ~FollowedDenials();

  /// Takes over what was denied since the last call. Of callers at once one asks, and the others wait for it.
  /// @error store_unavailable  the copy is as old as it was
  /// @error deny_list_full     more is denied than fits; the copy is as old as it was, so that all tokens are
  ///                           refused when max_staleness has passed
  [[nodiscard]] Result<void> catch_up(NumericDate now);

  /// Since the store was asked what the copy has; nothing: never.
  std::optional<Seconds> age() const noexcept;
  /// Denials, those that have expired included until room is needed.
  std::size_t size() const noexcept;

  /// For TokenVerifierOptions::revocation; asks this copy, which outlives it and may be moved. Answers as
  /// check_of, but store_unavailable by the copy's age, before anything else. A VerifiedTokenCache over it
  /// asks at every hit, which takes no lock and no round trip.
  RevocationCheck check() const& noexcept;
  RevocationCheck check() const&& = delete;

 private:
  struct Parts;
  explicit FollowedDenials(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0
