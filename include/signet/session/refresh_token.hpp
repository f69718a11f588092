// RefreshToken: a refresh token whose MAC held, and nothing else.
#pragma once

#include <cstdint>

#include "signet/session/family.hpp"

namespace signet::inline v0 {

/// Which token of which family was presented. Only RefreshSessions::read makes one: from
/// `sgr1_` and 112 lower-case hex digits, which are key id (4 bytes), family (16), generation (4, big-endian)
/// and the HMAC-SHA-256 of a label and these (32).
class RefreshToken {
 public:
  const FamilyId& family() const noexcept { return family_; }
  std::uint32_t generation() const noexcept { return generation_; }

 private:
  friend class RefreshSessions;
  RefreshToken(const FamilyId& family, std::uint32_t generation) noexcept
      : family_(family), generation_(generation) {}

  FamilyId family_;
  std::uint32_t generation_;
};

}  // namespace signet::inline v0
