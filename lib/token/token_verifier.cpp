// The one path from compact text to a verified token.
#include "signet/token/token_verifier.hpp"

#include <algorithm>
#include <cstddef>

#include "core/limits_range.hpp"
#include "jose/header_memo.hpp"
#include "jose/signature_buffer.hpp"
#include "policy/program.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/jose/jws.hpp"
#include "signet/jose/key_set.hpp"
#include "token/claim_checks.hpp"

namespace signet::inline v0 {
namespace {

bool in_range(Seconds leeway) { return Seconds{} <= leeway && leeway <= Seconds::of(600); }

bool in_range(const Leeway& leeway) {
  return in_range(leeway.expires) && in_range(leeway.not_before) && in_range(leeway.issued_at);
}

// Why a signature does not hold: its text is none, or it is another's.
[[gnu::cold]] Error signature_refusal(std::string_view text) noexcept {
  detail::SignatureBuffer room;
  if (base64url_decoded_size(text.size()) > room.size()) return fail(Errc::signature_invalid);
  const auto decoded = base64url_decode(text, room);
  return decoded ? fail(Errc::signature_invalid) : decoded.error();
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

[[gnu::always_inline]] inline bool TokenVerifier::holds_as_usual(const VerifiedToken& token,
                                                                 NumericDate now) const noexcept {
  return detail::holds_as_usual(detail::PolicyAccess::program(options_.policy), token.claims(),
                                token.registered_, now, options_.leeway);
}

// On the way of every token, so without a call.
[[gnu::always_inline]] inline std::optional<Error> TokenVerifier::verify_claims(VerifiedToken& token,
                                                                                std::string_view payload,
                                                                                const JoseHeader& header,
                                                                                const Call& call) const {
  const auto read = token.load(payload, header, options_.limits);
  if (!read) return read.error();
  if (!token.registered_.texts_are_plain()) {
    if (const auto mistyped = detail::check_types(token.registered_, token.claims())) return mistyped;
  }
  if (!holds_as_usual(token, call.now)) {
    if (const auto refused = judge_in_full(token, call.now, call.expected)) return refused;
  }
  if (options_.revocation.ask == nullptr) return std::nullopt;
  const auto standing = options_.revocation(token, call.now);
  return standing ? std::nullopt : std::optional{standing.error()};
}

// Of the usual token nothing goes wrong: no Error is made on its way, and what tells one is called apart.
Result<VerifiedToken> TokenVerifier::verify(std::string_view compact, NumericDate now,
                                            const Expected& expected) const {
  Result<VerifiedToken> made{std::in_place, VerifiedToken::Passkey{}};
  VerifiedToken& token = *made;
  const KeyView keys = options_.keys.view();  // pins one snapshot of the keys for this call
  const bool in_bounds = compact.size() <= options_.limits.token;
  // What a verifier with names of its own for `crit` makes of a header, no other would.
  const bool plain = options_.critical.empty();
  const auto* const known = plain && in_bounds ? keys.remembered(compact, options_.limits) : nullptr;
  const Call call{compact, keys, now, expected};
  if (known == nullptr || !has_usual_form(*known, compact)) {
    if (const auto error = verify_any(token, known, call)) made = *error;
    return made;
  }
  // Header and signature are known by their sizes. A text with more dots cannot succeed, since payload or
  // signature then is no base64url; so dots are counted when there is an error to tell.
  const std::size_t dot = compact.size() - known->signature_size - 1;
  const std::size_t payload = known->encoded.size() + 1;
  const char* const text = compact.data();
  if (!known->only_key->holds({text, dot}, {text + dot + 1, known->signature_size})) {
    made = told(signature_refusal({text + dot + 1, known->signature_size}), compact);
  } else if (const auto error = verify_claims(token, {text + payload, dot - payload}, known->header, call)) {
    made = told(*error, compact);
  }
  return made;
}

// Whether one key alone is meant, and the text is long enough for its signature behind a dot.
bool TokenVerifier::has_usual_form(const detail::RememberedHeader& known,
                                   std::string_view compact) const noexcept {
  const std::size_t least = known.encoded.size() + 2 + known.signature_size;
  return known.only_key != nullptr && compact.size() >= least &&
         compact[compact.size() - known.signature_size - 1] == '.' &&
         options_.algorithms.contains(known.header.algorithm());
}

// What is wrong with the shape of a token is told before any other error.
[[gnu::cold]] Error TokenVerifier::told(const Error& error, std::string_view compact) const noexcept {
  const auto shape = CompactJws::split(compact, options_.limits);
  return shape ? error : shape.error();
}

// `known` is null, or the token's header.
std::optional<Error> TokenVerifier::verify_any(VerifiedToken& token, const detail::RememberedHeader* known,
                                               const Call& call) const {
  const auto jws = CompactJws::split(call.compact, options_.limits);  // RFC 7515 §7.1: bounds and shape only
  if (!jws) return jws.error();
  if (known != nullptr) return verify_parts(token, *jws, known->header, call);
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
  const auto holds_by = [&jws](const VerificationKey* key) {
    return key->holds(jws.signing_input(), jws.signature());
  };
  if (std::ranges::none_of(*fit, holds_by)) return signature_refusal(jws.signature());
  return verify_claims(token, jws.payload(), header, call);
}

std::optional<Error> TokenVerifier::judge(const VerifiedToken& token, NumericDate now,
                                          const Expected& expected) const {
  return holds_as_usual(token, now) ? std::nullopt : judge_in_full(token, now, expected);
}

[[gnu::noinline]] std::optional<Error> TokenVerifier::judge_in_full(const VerifiedToken& token,
                                                                    NumericDate now,
                                                                    const Expected& expected) const {
  const TokenView view = token;
  return detail::check_claims({view, token.registered_, now, expected, options_.leeway}, options_.policy);
}

}  // namespace signet::inline v0
