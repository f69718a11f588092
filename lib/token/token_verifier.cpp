// The one path from compact text to a verified token.
#include "signet/token/token_verifier.hpp"

#include <cstddef>
#include <span>

#include "signet/jose/base64url.hpp"
#include "signet/jose/jws.hpp"
#include "token/registered_claims.hpp"
#include "token/signature_buffer.hpp"

namespace signet::inline v0 {
namespace {

bool in_range(Seconds leeway) { return Seconds{} <= leeway && leeway <= Seconds::of(600); }

bool in_range(std::size_t value, std::size_t most) { return 1 <= value && value <= most; }

bool in_range(const Leeway& leeway) {
  return in_range(leeway.expires) && in_range(leeway.not_before) && in_range(leeway.issued_at);
}

bool in_range(const Limits& limits) {
  return in_range(limits.token, 65'536) && in_range(limits.header, limits.token) &&
         in_range(limits.depth, 64) && in_range(limits.members, 256);
}

Result<void> check_signature(const CompactJws& jws, const VerificationKey& key) noexcept {
  detail::SignatureBuffer signature;
  if (base64url_decoded_size(jws.signature().size()) > signature.size()) {
    return fail(Errc::signature_invalid);
  }
  const auto size = base64url_decode(jws.signature(), signature);
  if (!size) return size.error();
  return key.verify(jws.signing_input(), std::span{signature}.first(*size));
}

}  // namespace

Result<TokenVerifier> TokenVerifier::build(TokenVerifierOptions options) {
  if (options.algorithms.empty()) return fail(Errc::option_invalid, "algorithms");
  if (!in_range(options.leeway)) return fail(Errc::option_invalid, "leeway");
  if (!in_range(options.limits)) return fail(Errc::option_invalid, "limits");
  if (!options.accept_any_audience && !options.policy.demands_audience()) {
    return fail(Errc::option_invalid, "accept_any_audience");
  }
  if (!options.accept_without_expiry && !options.policy.demands_expiry()) {
    return fail(Errc::option_invalid, "accept_without_expiry");
  }
  return TokenVerifier{std::move(options)};
}

Result<VerifiedToken> TokenVerifier::verify(std::string_view compact, NumericDate now,
                                            const Expected& expected) const {
  Result<VerifiedToken> token{std::in_place, VerifiedToken::Passkey{}};
  if (const auto error = verify_into(*token, compact, now, expected)) token = *error;
  return token;
}

std::optional<Error> TokenVerifier::verify_into(VerifiedToken& token, std::string_view compact,
                                                NumericDate now, const Expected& expected) const {
  const auto jws = CompactJws::split(compact, options_.limits);  // RFC 7515 §7.1: bounds and shape only
  if (!jws) return jws.error();
  const auto header = JoseHeader::parse(jws->header(), options_.limits, options_.critical);
  if (!header) return header.error();
  const KeyView keys = options_.keys.view();                   // pins one snapshot of the keys for this call
  const auto key = keys.select(*header, options_.algorithms);  // key.alg equals header alg (RFC 8725 §3.1)
  if (!key) return key.error();
  if (const auto held = check_signature(*jws, **key); !held) return held.error();
  if (const auto read = token.load(jws->payload(), *header, options_.limits); !read) return read.error();
  if (const auto mistyped = detail::check_names(token.claims())) return mistyped;
  if (const auto untimely = detail::check_times(token.claims(), now, options_.leeway)) return untimely;
  if (const auto met = options_.policy.check(token, now, expected, options_.leeway); !met) return met.error();
  if (options_.critical.empty()) return std::nullopt;
  const auto kept = token.keep_header(jws->header(), options_.limits);
  return kept ? std::nullopt : std::optional{kept.error()};
}

}  // namespace signet::inline v0
