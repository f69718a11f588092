// Flow C's tokens: the documented JWTs, an access and a refresh token under a secret each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/options.hpp"
#include "common/stop.hpp"
#include "common/verifiers.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/jose/key.hpp"
#include "signet/session/family.hpp"

namespace signet::example {

/// Which refresh token of which session one is.
struct RefreshId {
  FamilyId family;
  std::uint32_t generation = 0;

  /// As the token's `jti` says it: the family's UUID, and after the first one a dot and the generation.
  std::string text() const;
  /// Reads what `text` writes, in no second spelling.
  static std::optional<RefreshId> parse(std::string_view text);

  friend bool operator==(const RefreshId&, const RefreshId&) = default;
};

/// What a refresh token says.
struct RefreshClaims {
  std::string name;
  RefreshId id;
  NumericDate expires_at;  ///< the end of the session: no successor outlives it
};

/// What a login and a refresh give.
struct TokenPairC {
  std::string access;
  std::string refresh;  ///< empty: the one that was shown is good as before
};

/// `access_token_secret`, `refresh_token_secret`, `access_lifetime`, and what they make.
/// @thread const access from any number of threads
class TokensC {
 public:
  /// Refuses a value that both secrets have: each kind of token would pass for the other.
  static Start<TokensC> load(const Options& options);

  /// `{"name","iat","exp","jti"}`, and in modern mode `sid`.
  /// @error random_unavailable, signing_failed, utf8_invalid
  Result<std::string> access_token(std::string_view name, const FamilyId& session, NumericDate now) const;
  /// An access token, and the refresh token of these claims: `{"name","iat","exp","jti"}`, the last being the
  /// id.
  /// @error random_unavailable, signing_failed, utf8_invalid
  Result<TokenPairC> sign(const RefreshClaims& claims, NumericDate now) const;
  /// @error every code of TokenVerifier::verify; claim_invalid naming `jti`
  Result<RefreshClaims> read_refresh(std::string_view token, NumericDate now) const;
  /// The access tokens' key, and those of refresh tokens.
  std::size_t keys() const noexcept { return 1 + refresh_verifiers_.keys(); }
  bool has_keys_of(const TokensC& other) const {
    return access_.thumbprint() == other.access_.thumbprint() &&
           refresh_verifiers_.has_keys_of(other.refresh_verifiers_);
  }

 private:
  TokensC(SigningKey access, SigningKey refresh, Verifiers refresh_verifiers)
      : access_(std::move(access)),
        refresh_(std::move(refresh)),
        refresh_verifiers_(std::move(refresh_verifiers)) {}

  SigningKey access_;
  SigningKey refresh_;
  Verifiers refresh_verifiers_;
  Seconds access_lifetime_;
  bool names_session_ = false;
};

/// `refresh_token_secret` and `access_lifetime`, of flow C.
std::vector<Option> token_options_c();

}  // namespace signet::example
