// Flow D's tokens: JWTs with exactly the documented claims, in the documented order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/key_name.hpp"
#include "refresh_server/uid.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/token/token_verifier.hpp"

namespace signet::example {

/// What a token says; times in whole seconds.
struct ClaimsD {
  std::uint64_t user_id = 0;
  UidParts uid;
  std::string issuer;
  NumericDate expires_at;
  NumericDate not_before;
  NumericDate issued_at;

  /// `{"user_id":1,"uid":"…","type":"access","iss":"…","exp":…,"nbf":…,"iat":…}`
  std::string json() const;
};

struct TokensOptions {
  std::vector<SecretBytes> keys;  ///< HS256; the first signs, all verify; none is used elsewhere
  std::string issuer;
  Seconds access_lifetime;
  Seconds refresh_lifetime;
};

/// @thread const access from any number of threads
class TokensD {
 public:
  /// @error key_too_weak, key_is_text
  /// @error option_invalid  naming `keys`, when there is none, or `issuer`, which must be text in UTF-8
  static Result<TokensD> build(const TokensOptions& options);

  /// @error signing_failed
  Result<std::string> sign(std::uint64_t user_id, const UidParts& uid, NumericDate now) const;
  /// The claims of a token of either kind: signed here, by this issuer, not expired, and with the claims that
  /// flow D's tokens have.
  /// @error every code of the stages parse, key, signature and claims
  Result<ClaimsD> verify(std::string_view token, NumericDate now) const;
  std::size_t keys() const noexcept { return verifiers_.size(); }
  bool has_keys_of(const TokensD& other) const { return names_ == other.names_; }

 private:
  TokensD(SigningKey key, const TokensOptions& options)
      : key_(std::move(key)),
        issuer_(options.issuer),
        access_lifetime_(options.access_lifetime),
        refresh_lifetime_(options.refresh_lifetime) {}
  Result<VerifiedToken> verify_by_any(std::string_view token, NumericDate now) const;

  SigningKey key_;
  std::string issuer_;
  Seconds access_lifetime_;
  Seconds refresh_lifetime_;
  std::vector<TokenVerifier> verifiers_;  // one per key, since tokens name none
  std::vector<KeyName> names_;            // of the same keys
};

}  // namespace signet::example
