// signet batch: verify and verify_jws, which answer with what was signed or say why not.
#include <span>

#include "batch_keys.hpp"
#include "batch_ops.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/token/token_verifier.hpp"
#include "token_rules.hpp"

namespace signet_cli {
namespace {

using namespace signet;

constexpr std::int64_t last_second = 253'402'300'799;
constexpr std::int64_t most_leeway = 600;  // seconds

std::optional<std::string> owned(const std::optional<std::string_view>& text) {
  return text ? std::optional{std::string{*text}} : std::nullopt;
}

TokenRules rules_of(const Request& request) {
  TokenRules rules{.issuers = request.texts("iss"),
                   .audiences = request.texts("aud"),
                   .subject = owned(request.optional_text("sub")),
                   .typ = owned(request.optional_text("typ")),
                   .required = request.texts("require"),
                   .allow_no_expiry = request.flag("allow_no_exp"),
                   .allow_any_audience = request.flag("allow_any_aud")};
  if (const auto age = request.integer("max_age", 0, last_second)) rules.max_age = Seconds::of(*age);
  return rules;
}

TokenVerifier verifier_of(const Request& request, const RequestKeys& keys) {
  const Seconds leeway = Seconds::of(request.integer("leeway", 0, most_leeway).value_or(0));
  return accepted(
      TokenVerifier::build({.algorithms = keys.accepted,
                            .keys = KeySource::from(keys.set),
                            .policy = policy_of(rules_of(request)),
                            .leeway = {.expires = leeway, .not_before = leeway, .issued_at = leeway},
                            .limits = {},
                            .accept_any_audience = true,
                            .accept_without_expiry = true}));
}

// Of a token that was verified: its parts decode, and its key is found again.
void write_signed(JsonWriter& answer, const CompactJws& jws, const RequestKeys& keys) {
  const JoseHeader header = accepted(JoseHeader::parse(jws.header()));
  const VerificationKey* const key = accepted(keys.set.select(header, keys.accepted));
  answer.key("header").raw(on_one_line(accepted(base64url_decode(jws.header()))));
  answer.key("payload_b64u").string(jws.payload());
  if (const auto kid = key->kid() ? key->kid() : header.kid()) answer.key("kid").string(*kid);
}

void check_signature(const CompactJws& jws, const RequestKeys& keys) {
  const JoseHeader header = accepted(JoseHeader::parse(jws.header()));
  const VerificationKey* const key = accepted(keys.set.select(header, keys.accepted));
  const std::string signature = accepted(base64url_decode(jws.signature()));
  const auto held = key->verify(jws.signing_input(), std::as_bytes(std::span{signature}));
  if (!held) throw Refusal{held.error()};
}

}  // namespace

void batch_verify(const Request& request, JsonWriter& answer) {
  request.expect_only({"token", "key", "algorithms", "now", "leeway", "max_age", "iss", "aud", "sub", "typ",
                       "require", "crit", "allow_no_exp", "allow_any_aud"});
  const std::string_view token = request.text("token");
  static_cast<void>(request.texts("crit"));  // checked, and of no effect: JoseHeader refuses every `crit`
  const NumericDate now = request.now();
  const RequestKeys keys = verification_keys(request, now);
  static_cast<void>(accepted(verifier_of(request, keys).verify(token, now)));
  write_signed(answer, accepted(CompactJws::split(token)), keys);
}

void batch_verify_jws(const Request& request, JsonWriter& answer) {
  request.expect_only({"token", "key", "algorithms", "now", "crit"});
  const std::string_view token = request.text("token");
  static_cast<void>(request.texts("crit"));
  const RequestKeys keys = verification_keys(request, request.now());
  // The JSON serializations of RFC 7515 §7.2 begin so, and no compact one does.
  if (token.starts_with('{')) throw Refusal{fail(Errc::token_malformed)};
  const CompactJws jws = accepted(CompactJws::split(token));
  check_signature(jws, keys);
  static_cast<void>(accepted(base64url_decode(jws.payload())));
  write_signed(answer, jws, keys);
}

}  // namespace signet_cli
