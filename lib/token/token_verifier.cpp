// The one path from compact text to a verified token.
#include "signet/token/token_verifier.hpp"

#include <cstddef>
#include <span>

#include "core/limits_range.hpp"
#include "jose/header_memo.hpp"
#include "policy/program.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/jose/jws.hpp"
#include "signet/jose/key_set.hpp"
#include "token/claim_checks.hpp"
#include "token/signature_buffer.hpp"

namespace signet::inline v0 {
namespace {

bool in_range(Seconds leeway) { return Seconds{} <= leeway && leeway <= Seconds::of(600); }

bool in_range(const Leeway& leeway) {
  return in_range(leeway.expires) && in_range(leeway.not_before) && in_range(leeway.issued_at);
}

std::optional<Error> signature_refused(const CompactJws& jws, const KeyCandidates& keys) noexcept {
  detail::SignatureBuffer room;
  if (base64url_decoded_size(jws.signature().size()) > room.size()) return fail(Errc::signature_invalid);
  const auto size = base64url_decode(jws.signature(), room);
  if (!size) return size.error();
  const auto signature = std::span<const std::byte>{room}.first(*size);
  for (const VerificationKey* const key : keys) {
    if (key->verify(jws.signing_input(), signature)) return std::nullopt;
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
  const KeyView keys = options_.keys.view();  // pins one snapshot of the keys for this call
  const bool in_bounds = compact.size() <= options_.limits.token;
  // What a verifier with names of its own for `crit` makes of a header, no other would.
  const bool plain = options_.critical.empty();
  const auto* const known = plain && in_bounds ? keys.remembered(compact, options_.limits) : nullptr;
  const Call call{compact, keys, now, expected};
  const auto error = known != nullptr ? verify_known(*token, *known, call) : verify_new(*token, call);
  if (error) token = *error;
  return token;
}

// With a header that was read before, a token is taken apart by its last dot. One with more dots cannot
// succeed, since its payload then is no base64url; so dots are counted when there is an error to tell.
std::optional<Error> TokenVerifier::verify_known(VerifiedToken& token, const detail::RememberedHeader& known,
                                                 const Call& call) const {
  const auto jws = CompactJws::behind_header(call.compact, known.encoded.size());
  const auto error = jws ? verify_parts(token, *jws, known.header, call) : fail(Errc::token_malformed);
  if (!error) return std::nullopt;
  const auto shape = CompactJws::split(call.compact, options_.limits);
  return shape ? error : shape.error();
}

std::optional<Error> TokenVerifier::verify_new(VerifiedToken& token, const Call& call) const {
  const auto jws = CompactJws::split(call.compact, options_.limits);  // RFC 7515 §7.1: bounds and shape only
  if (!jws) return jws.error();
  const auto header = JoseHeader::parse(jws->header(), options_.limits, options_.critical);
  if (!header) return header.error();
  if (const auto error = verify_parts(token, *jws, *header, call)) return error;
  if (options_.critical.empty()) {
    call.keys.remember(jws->header(), *header, options_.limits);
    return std::nullopt;
  }
  const auto kept = token.keep_header(jws->header(), options_.limits);
  return kept ? std::nullopt : std::optional{kept.error()};
}

std::optional<Error> TokenVerifier::verify_parts(VerifiedToken& token, const CompactJws& jws,
                                                 const JoseHeader& header, const Call& call) const {
  // key.alg equals header alg (RFC 8725 §3.1)
  const auto fit = call.keys.candidates(header, options_.algorithms, options_.try_candidates);
  if (!fit) return fit.error();
  if (const auto refused = signature_refused(jws, *fit)) return refused;
  const auto read = token.load(jws.payload(), header, options_.limits);
  if (!read) return read.error();
  if (const auto mistyped = detail::check_types(token.registered_, token.claims())) return mistyped;
  if (const auto refused = judge(token, call.now, call.expected)) return refused;
  const auto standing = options_.revocation(token, call.now);
  return standing ? std::nullopt : std::optional{standing.error()};
}

std::optional<Error> TokenVerifier::judge(const VerifiedToken& token, NumericDate now,
                                          const Expected& expected) const {
  const TokenView view = token;
  return detail::check_claims({view, token.registered_, now, expected, options_.leeway}, options_.policy);
}

}  // namespace signet::inline v0
