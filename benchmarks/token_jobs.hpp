// The work on a token that is measured, by wall and by instructions, and what it stands on: the same
// signature without a token.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "signet/token/token_issuer.hpp"
#include "signet/token/token_verifier.hpp"

namespace signet_bench {

/// Ends the program: what is measured does not work.
[[noreturn]] void stop(std::string_view why);

/// A key pair of benchmarks/keys: `ec.private`.
std::string pem_of(std::string_view name);

/// The secret of HS256.
extern const std::string secret_text;

/// Text in place of random bytes, so that every run does the same.
class FixedRandom final : public signet::RandomSource {
 public:
  signet::Result<void> fill(std::span<std::byte> out) override;
};

/// All jobs of one algorithm, ready to run; each may be called any number of times, and ends the program
/// where its result is not what it must be.
struct TokenJobs {
  std::string token;  ///< eight claims: iss, sub, aud, exp, nbf, iat, jti, scope; 257 bytes of payload
  std::function<void()> verify;  ///< in full: signature, strict scan, iss, aud, exp and nbf, sub read
  std::function<void()> verify_prepared;  ///< the same by VerificationKey::prepared()
  std::function<void()> prepare;          ///< what that takes, once for a key
  std::function<void()> sign;             ///< all eight claims, into a kept buffer, `jti` drawn ahead
  std::function<void()> sign_at_once;     ///< the same by system_random(), asked for each `jti`
  std::function<void()> sign_given;       ///< the same without randomness: the bytes of `jti` are given
  /// What no implementation does without: the precomputed MAC; or SHA and an OpenSSL context that is reused.
  std::function<void()> bare_verify;
  std::function<void()> bare_sign;
};
/// @param now  when the token is issued and verified; it lasts a day
TokenJobs token_jobs(signet::Algorithm algorithm, signet::NumericDate now);

/// What `bare_verify` and `bare_sign` are called in results.
std::string_view floor_of(signet::Algorithm algorithm);

/// The token of HS256's jobs, verified.
signet::VerifiedToken verified_token(const std::string& token, signet::NumericDate now);

/// A policy as APIs have it: issuer, audience, expiry, not before.
signet::Policy four_leaves();

}  // namespace signet_bench
