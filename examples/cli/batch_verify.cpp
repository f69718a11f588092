// signet batch: verify and verify_jws, which answer with what was signed or say why not.
#include "batch_keys.hpp"
#include "batch_ops.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/jose/jws.hpp"
#include "signet/jose/verified_jws.hpp"
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
                            .accept_without_expiry = true,
                            .critical = request.texts("crit")}));
}

// The header as it was signed, on one line; of the payload the bytes that were signed.
struct SignedParts {
  std::string_view header;
  std::string_view payload_b64u;
};

// Of the key that a header chooses which says its algorithm and no kid, or none to be believed.
std::optional<std::string_view> kid_of_only_key(const KeySet& keys, Algorithm algorithm) {
  const auto header =
      JoseHeader::parse(base64url_encode(R"({"alg":")" + std::string{to_string(algorithm)} + "\"}"));
  const auto key = keys.select(accepted(header), {algorithm});
  return key ? (*key)->kid() : std::nullopt;
}

template <class Verified>
void write_accepted(JsonWriter& answer, const SignedParts& parts, const Verified& by, const KeySet& keys) {
  answer.key("header").raw(on_one_line(parts.header)).key("payload_b64u").string(parts.payload_b64u);
  const auto kid = by.kid() ? by.kid() : kid_of_only_key(keys, by.algorithm());
  if (kid) answer.key("kid").string(*kid);
}

}  // namespace

void batch_verify(const Request& request, JsonWriter& answer) {
  request.expect_only({"token", "key", "algorithms", "now", "leeway", "max_age", "iss", "aud", "sub", "typ",
                       "require", "crit", "allow_no_exp", "allow_any_aud"});
  const std::string_view text = request.text("token");
  const NumericDate now = request.now();
  const RequestKeys keys = verification_keys(request, now);
  const VerifiedToken token = accepted(verifier_of(request, keys).verify(text, now));
  const CompactJws jws = accepted(CompactJws::split(text));
  write_accepted(answer, {accepted(base64url_decode(jws.header())), jws.payload()}, token, keys.set);
}

void batch_verify_jws(const Request& request, JsonWriter& answer) {
  request.expect_only({"token", "key", "algorithms", "now", "crit"});
  const std::string_view text = request.text("token");
  const JwsOptions options{.critical = request.texts("crit")};
  const RequestKeys keys = verification_keys(request, request.now());
  const VerifiedJws jws = accepted(verify_jws(text, KeySource::from(keys.set), keys.accepted, options));
  const VerifiedSignature& first = jws.signatures().front();
  write_accepted(answer, {first.protected_text(), base64url_encode(jws.payload())}, first, keys.set);
}

}  // namespace signet_cli
