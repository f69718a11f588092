// VerifiedToken: a token whose signature held and whose claims met the policy. There is no other way to get
// one.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "signet/core/handle.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/policy/token_view.hpp"

namespace signet::inline v0 {

/// Owns what it shows: payload, typ, kid and an index of offsets lie in 1 KiB inside the object; a larger
/// token takes one allocation. Move-only; views it hands out end with it, and with a move.
/// @thread const access from any number of threads
class VerifiedToken {
 public:
  VerifiedToken(VerifiedToken&& other) noexcept;
  VerifiedToken& operator=(VerifiedToken&& other) noexcept;
  VerifiedToken(const VerifiedToken&) = delete;
  VerifiedToken& operator=(const VerifiedToken&) = delete;
  ~VerifiedToken();

  Algorithm algorithm() const noexcept { return algorithm_; }
  std::optional<std::string_view> typ() const& noexcept;
  std::optional<std::string_view> kid() const& noexcept;
  /// Registered claims (RFC 7519 §4.1), where present.
  std::optional<std::string_view> issuer() const& noexcept { return claims().string("iss"); }
  std::optional<std::string_view> subject() const& noexcept { return claims().string("sub"); }
  std::optional<std::string_view> token_id() const& noexcept { return claims().string("jti"); }
  std::optional<NumericDate> expires_at() const noexcept;
  std::optional<NumericDate> issued_at() const noexcept;
  /// All claims, in the token's order.
  JsonObject claims() const& noexcept;
  /// Everything a policy reads: `scope("posts:read").check(*token, now())`.
  explicit(false) operator TokenView() const& noexcept;

  std::optional<std::string_view> typ() const&& = delete;
  std::optional<std::string_view> kid() const&& = delete;
  std::optional<std::string_view> issuer() const&& = delete;
  std::optional<std::string_view> subject() const&& = delete;
  std::optional<std::string_view> token_id() const&& = delete;
  JsonObject claims() const&& = delete;
  operator TokenView() const&& = delete;

 private:
  friend class TokenVerifier;
  // members: see the implementing change
  Algorithm algorithm_{};
};

}  // namespace signet::inline v0
