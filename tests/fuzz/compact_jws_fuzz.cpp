// Fuzzes compact tokens as they come from outside, against a fixed set of keys.
#include "fuzz/fixed_keys.hpp"
#include "fuzz/target.hpp"
#include "signet/jose/verified_jws.hpp"
#include "signet/policy/rules.hpp"
#include "signet/token/token_verifier.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

constexpr auto now = NumericDate::from_seconds(1'300'819'000);  // before RFC 7515's example expires

const TokenVerifier& verifier() {
  static const auto built = *TokenVerifier::build({.algorithms = fixed_algorithms,
                                                   .keys = fixed_keys(),
                                                   .policy = rules::expires(),
                                                   .accept_any_audience = true});
  return built;
}

Result<VerifiedJws> verified(std::string_view text, const JwsOptions& options = {}) {
  return verify_compact_jws(text, fixed_keys(), fixed_algorithms, options);
}

void accepted(std::string_view input, const VerifiedJws& jws, const JwsOptions& options) {
  std::string_view rest = input;
  const auto header = cut(rest, '.');
  const auto payload = cut(rest, '.');
  require(jws.signatures().size() == 1, "a compact JWS has one signature");
  require(jws.signatures()[0].protected_text() == decoded(header), "the header is the one that was signed");
  require(jws.payload() == decoded(payload) || jws.payload() == payload,
          "the payload is the one that was signed");
  require(!verified(tampered(input), options), "an accepted token with one character changed is refused");
  require(!verified(std::string{input} + "A", options), "an accepted token with more behind it is refused");
  require(!verified(std::string{input} + ".", options), "an accepted token with a fourth part is refused");
}

}  // namespace

void look_at(std::string_view input) {
  const auto strict = verified(input);
  if (strict) accepted(input, *strict, {});
  const JwsOptions understanding{.critical = {"x", "exp"}};
  const auto wide = verified(input, understanding);
  if (wide) accepted(input, *wide, understanding);
  require(!strict || wide, "understanding more critical names refuses nothing");
  const auto token = verifier().verify(input, now);
  if (!token) return;
  require(strict.has_value(), "a token is a JWS");
  require(!verifier().verify(tampered(input), now), "a token with one character changed is refused");
  require(token->expires_at() && *token->expires_at() > now, "an accepted token has not expired");
}

}  // namespace signet_fuzz
