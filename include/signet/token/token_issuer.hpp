// TokenIssuer: makes signed JWTs of one kind: one key, one header, one issuer, audience and lifetime.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/numeric_date.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"
#include "signet/jose/key.hpp"

namespace signet::inline v0 {

/// What all tokens of an issuer share. Empty members are left out of the token.
struct TokenIssuerOptions {
  SigningKey key;
  std::string issuer;                 ///< `iss`
  std::vector<std::string> audience;  ///< `aud`: one is written as a string, several as an array
  Seconds lifetime;                   ///< `exp` - `iat`; 1 s .. 366 days
  std::string typ = "JWT";            ///< the header's `typ`
  bool token_id = true;               ///< a fresh UUID as `jti`
  bool not_before = false;            ///< `nbf` = `iat`
};

/// A claim of one token beside the shared ones. Borrows for the call.
struct Claim {
  std::string_view name;
  std::string_view json;  ///< the value as JSON text, e.g. made by JsonWriter; see text_claim
};

/// What one token says. Borrows for the call.
struct NewToken {
  std::string_view subject;  ///< `sub`; left out when empty
  std::span<const Claim>
      claims{};  ///< more claims; a registered name that the issuer writes itself is refused
};

/// Immutable. @thread issue may be called from any number of threads at once
class TokenIssuer {
 public:
  /// @error option_invalid  lifetime out of range; the error names the option
  static Result<TokenIssuer> build(TokenIssuerOptions options);

  /// A compact JWT issued at `now`. Claims in this order: iss, sub, aud, exp, nbf, iat, jti, then the others.
  /// @error utf8_invalid, claim_invalid (an additional claim repeats a name, or is not JSON),
  /// random_unavailable, signing_failed
  [[nodiscard]] Result<std::string> issue(const NewToken& token, NumericDate now, RandomSource& random) const;
  /// The same into `out`, which is overwritten; its capacity is reused, so that a kept buffer costs no
  /// allocation.
  [[nodiscard]] Result<void> issue_into(std::string& out, const NewToken& token, NumericDate now,
                                        RandomSource& random) const;

 private:
  explicit TokenIssuer(TokenIssuerOptions options) noexcept;
  TokenIssuerOptions options_;
};

}  // namespace signet::inline v0
