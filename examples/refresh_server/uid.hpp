// The uids of flow D's tokens: version 4 UUIDs that name session, generation and kind without a look-up.
#pragma once

#include <cstdint>
#include <optional>

#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/core/uuid.hpp"
#include "signet/session/family.hpp"

namespace signet::example {

enum class TokenKind : std::uint8_t { access, refresh };

/// 60 random bits, which all uids of one session share.
class SessionTag {
 public:
  /// @error random_unavailable
  static Result<SessionTag> random(RandomSource& random);
  static constexpr SessionTag of(std::uint64_t bits) noexcept { return SessionTag{bits & mask}; }
  constexpr std::uint64_t bits() const noexcept { return bits_; }

  friend constexpr auto operator<=>(SessionTag, SessionTag) noexcept = default;

 private:
  static constexpr std::uint64_t mask = (std::uint64_t{1} << 60) - 1;
  constexpr explicit SessionTag(std::uint64_t bits) noexcept : bits_(bits) {}

  std::uint64_t bits_;
};

/// What a uid says. It is no secret and proves nothing: the token's signature does.
struct UidParts {
  SessionTag tag;
  std::uint32_t generation = 0;
  TokenKind kind = TokenKind::access;

  friend constexpr auto operator<=>(const UidParts&, const UidParts&) noexcept = default;
};

/// The 122 free bits of a version 4 UUID are the tag, then generation and kind in 62 bits under a mask that
/// is a hash of the tag: for looks, not for secrecy.
Uuid make_uid(const UidParts& parts) noexcept;
/// @return nothing when `uid` was not made by make_uid; one of 2^29 others passes and names no session
std::optional<UidParts> read_uid(const Uuid& uid) noexcept;

/// The family of a user's session: a hash of both, so that a tag shown with another user names nothing.
FamilyId family_of(SessionTag tag, std::uint64_t user_id) noexcept;

}  // namespace signet::example
