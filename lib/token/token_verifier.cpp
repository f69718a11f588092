// The one path from compact text to a verified token.
#include "signet/token/token_verifier.hpp"
#include "signet/jose/key_set.hpp"

#include <cstddef>
#include <span>

#include "core/limits_range.hpp"
#include "policy/program.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/jose/jws.hpp"
#include "token/claim_checks.hpp"
#include "token/signature_buffer.hpp"

namespace signet::inline v0 {
namespace {

bool in_range(Seconds leeway) { return Seconds{} <= leeway && leeway <= Seconds::of(600); }

bool in_range(const Leeway& leeway) {
  return in_range(leeway.expires) && in_range(leeway.not_before) && in_range(leeway.issued_at);
}

Result<void> check_signature(const CompactJws& jws, const KeyCandidates& keys) noexcept {
  detail::SignatureBuffer signature;
  if (base64url_decoded_size(jws.signature().size()) > signature.size()) {
    return fail(Errc::signature_invalid);
  }
  const auto size = base64url_decode(jws.signature(), signature);
  if (!size) return size.error();
  for (const VerificationKey* const key : keys) {
    if (key->verify(jws.signing_input(), std::span{signature}.first(*size))) return {};
  }
  return fail(Errc::signature_invalid);
}

}  // namespace

Result<TokenVerifier> TokenVerifier::build(TokenVerifierOptions options) {
  if (options.algorithms.empty()) return fail(Errc::option_invalid, "algorithms");
  if (!in_range(options.leeway)) return fail(Errc::option_invalid, "leeway");
  if (!detail::in_range(options.limits)) return fail(Errc::option_invalid, "limits");
  if (!detail::in_range(options.try_candidates, KeyCandidates::most)) {
    return fail(Errc::option_invalid, "try_candidates");
  }
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
  const KeyView keys = options_.keys.view();  // pins one snapshot of the keys for this call
  // What a verifier with names of its own for `crit` makes of a header, no other would.
  const bool plain = options_.critical.empty();
  if (const auto* const known = plain ? keys.remembered(jws->header(), options_.limits) : nullptr) {
    return verify_parts(token, {*jws, *known, keys}, {now, expected});
  }
  const auto header = JoseHeader::parse(jws->header(), options_.limits, options_.critical);
  if (!header) return header.error();
  if (const auto error = verify_parts(token, {*jws, *header, keys}, {now, expected})) return error;
  if (plain) {
    keys.remember(jws->header(), *header, options_.limits);
    return std::nullopt;
  }
  const auto kept = token.keep_header(jws->header(), options_.limits);
  return kept ? std::nullopt : std::optional{kept.error()};
}

std::optional<Error> TokenVerifier::verify_parts(VerifiedToken& token, const Parts& parts,
                                                 const Call& call) const {
  // key.alg equals header alg (RFC 8725 §3.1)
  const auto fit = parts.keys.candidates(parts.header, options_.algorithms, options_.try_candidates);
  if (!fit) return fit.error();
  if (const auto held = check_signature(parts.jws, *fit); !held) return held.error();
  const auto read = token.load(parts.jws.payload(), parts.header, options_.limits);
  if (!read) return read.error();
  if (const auto mistyped = detail::check_types(token.registered_, token.claims())) return mistyped;
  if (const auto refused = judge(token, call)) return refused;
  const auto standing = options_.revocation(token, call.now);
  return standing ? std::nullopt : std::optional{standing.error()};
}

std::optional<Error> TokenVerifier::judge(const VerifiedToken& token, const Call& call) const {
  const TokenView view = token;
  return detail::check_claims({view, token.registered_, call.now, call.expected, options_.leeway},
                              options_.policy);
}

}  // namespace signet::inline v0
