// Signs and verifies flow D's tokens.
#include "refresh_server/tokens.hpp"

#include <utility>

#include "refresh_server/user_id.hpp"
#include "signet/jose/key_set.hpp"
#include "signet/json/writer.hpp"
#include "signet/policy/rules.hpp"

namespace signet::example {
namespace {

/// `exp` has none; the others allow for clocks that differ between instances.
constexpr Leeway leeway{.expires = {}, .not_before = Seconds::of(30), .issued_at = Seconds::of(30)};

constexpr std::string_view name_of(TokenKind kind) noexcept {
  return kind == TokenKind::access ? "access" : "refresh";
}

Policy documented_claims(const std::string& issuer) {
  using namespace signet::rules;
  return rules::issuer(issuer) && claim("type").one_of({"access", "refresh"}) && claim("uid").present() &&
         claim("user_id").present() && expires() && not_before() && issued_at();
}

/// The uid, which must be of the kind that `type` says.
Result<UidParts> uid_of(const JsonObject& claims) {
  const auto uuid = Uuid::parse(claims.string("uid").value_or(""));
  if (!uuid) return fail(Errc::claim_invalid, "uid");
  const auto uid = read_uid(*uuid);
  if (!uid || claims.string("type") != name_of(uid->kind)) return fail(Errc::claim_invalid, "uid");
  return *uid;
}

bool is_utf8(std::string_view text) {
  std::string out;
  JsonWriter json{out};
  return json.string(text).finish().has_value();
}

Result<TokenVerifier> verifier_of(VerificationKey key, const std::string& issuer) {
  return TokenVerifier::build({.algorithms = {Algorithm::HS256},
                               .keys = KeySource::from(KeySet{{std::move(key)}}),
                               .policy = documented_claims(issuer),
                               .leeway = leeway,
                               .accept_any_audience = true});  // flow D's tokens have no `aud`
}

}  // namespace

std::string ClaimsD::json() const {
  std::string out;
  JsonWriter json{out};
  json.begin_object().key("user_id").raw(std::to_string(user_id));
  json.key("uid").string(make_uid(uid).text()).key("type").string(name_of(uid.kind));
  json.key("iss").string(issuer).key("exp").date(expires_at);
  json.key("nbf").date(not_before).key("iat").date(issued_at).end_object();
  return out;
}

Result<TokensD> TokensD::build(const TokensOptions& options) {
  if (options.keys.empty()) return fail(Errc::option_invalid, "keys");
  if (options.issuer.empty() || !is_utf8(options.issuer)) return fail(Errc::option_invalid, "issuer");
  auto key = SigningKey::from_secret(options.keys.front(), Algorithm::HS256);
  if (!key) return key.error();
  TokensD tokens{*std::move(key), options};
  for (const SecretBytes& secret : options.keys) {
    auto verifies = VerificationKey::from_secret(secret, Algorithm::HS256);
    if (!verifies) return verifies.error();
    tokens.names_.push_back(KeyName::of(*verifies));
    auto verifier = verifier_of(*std::move(verifies), options.issuer);
    if (!verifier) return verifier.error();
    tokens.verifiers_.push_back(*std::move(verifier));
  }
  return tokens;
}

Result<std::string> TokensD::sign(std::uint64_t user_id, const UidParts& uid, NumericDate now) const {
  const Seconds lifetime = uid.kind == TokenKind::access ? access_lifetime_ : refresh_lifetime_;
  const ClaimsD claims{user_id, uid, issuer_, now + lifetime, now, now};
  return sign_compact(key_, claims.json(), {.typ = "JWT"});
}

Result<VerifiedToken> TokensD::verify_by_any(std::string_view token, NumericDate now) const {
  for (auto it = verifiers_.begin(); it + 1 != verifiers_.end(); ++it) {
    auto verified = it->verify(token, now);
    if (verified || verified.error().code() != Errc::signature_invalid) return verified;
  }
  return verifiers_.back().verify(token, now);
}

Result<ClaimsD> TokensD::verify(std::string_view token, NumericDate now) const {
  const auto verified = verify_by_any(token, now);
  if (!verified) return verified.error();
  const JsonObject claims = verified->claims();
  const auto user_id = find_user_id(claims);
  if (!user_id) return fail(Errc::claim_invalid, "user_id");
  const auto uid = uid_of(claims);
  if (!uid) return uid.error();
  return ClaimsD{*user_id,
                 *uid,
                 std::string{verified->issuer().value_or("")},
                 verified->expires_at().value_or(NumericDate{}),
                 verified->not_before().value_or(NumericDate{}),
                 verified->issued_at().value_or(NumericDate{})};
}

}  // namespace signet::example
