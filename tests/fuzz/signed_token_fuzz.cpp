// Fuzzes what lies behind the signature: a header line and claims, signed with the verifier's own HMAC key.
#include <algorithm>
#include <array>

#include "fuzz/fixed_keys.hpp"
#include "fuzz/json_values.hpp"
#include "fuzz/target.hpp"
#include "signet/policy/rules.hpp"
#include "signet/token/token_verifier.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

constexpr std::int64_t now_seconds = 1'700'000'000;
constexpr auto now = NumericDate::from_seconds(now_seconds);

TokenVerifier verifier_of(const Policy& policy) {
  return *TokenVerifier::build({.algorithms = fixed_algorithms,
                                .keys = fixed_keys(),
                                .policy = policy,
                                .accept_any_audience = true,
                                .accept_without_expiry = true});
}

const Rule& some_rule() {
  static const auto rule = rules::claim("role").one_of({"admin", "editor"});
  return rule;
}

struct Verifiers {
  TokenVerifier any = verifier_of(rules::if_present(rules::claim("x").present()));
  TokenVerifier strict = *TokenVerifier::build({.algorithms = fixed_algorithms,
                                                .keys = fixed_keys(),
                                                .policy = rules::any_audience({"api"}) && rules::expires()});
  TokenVerifier rule = verifier_of(some_rule());
  TokenVerifier negated = verifier_of(!some_rule());
  std::array<TokenVerifier, 4> rich{
      verifier_of(rules::issuer("https://id.example") || rules::scope("read")),
      verifier_of(rules::max_age(Seconds::of(600)) && rules::typ("at+jwt")),
      verifier_of(rules::only_audience({"api", "web"}) && !rules::claim("n").equals(7)),
      verifier_of(rules::claim("roles").contains("a") || rules::claim("admin").equals(true)),
  };
};

bool text_or_absent(const Json& claims, const char* name) {
  return !claims.contains(name) || claims[name].is_string();
}

// The second it names, or `absent`. Another value never gets past the verifier.
double date_or(const Json& claims, const char* name, double absent) {
  if (!claims.contains(name)) return absent;
  const Json& date = claims[name];
  require(date.is_number(), "a time that is accepted is a number");
  const auto seconds = date.get<double>();
  require(seconds >= 0 && seconds < 253'402'300'800.0, "a time that is accepted lies in range");
  return seconds;
}

bool is_audience(const Json& aud) {
  if (!aud.is_array()) return aud.is_string();
  return std::ranges::all_of(aud, [](const Json& each) { return each.is_string(); });
}

bool names_audience(const Json& aud) {
  if (aud.is_string()) return aud == "api";
  if (!aud.is_array()) return false;
  bool found = false;
  for (const Json& each : aud) found = found || each == "api";
  return found;
}

// What RFC 7519 §4.1 and RFC 7515 §4.1 demand, asked of another JSON parser.
void check_members(const VerifiedToken& token, const Json& header, const Json& claims) {
  require(member(header, "alg") == "HS256", "the signature's algorithm is the header's");
  for (const char* name : {"crit", "b64", "zip"}) {
    require(!header.contains(name), "no header member that a JWT must not have");
  }
  require(text_or_absent(header, "typ") && text_or_absent(header, "kid"), "typ and kid are strings");
  require(same_members(token.claims(), claims), "the claims are those that were signed");
  for (const char* name : {"iss", "sub", "jti"})
    require(text_or_absent(claims, name), "iss, sub, jti are strings");
  require(!claims.contains("aud") || is_audience(claims["aud"]), "aud is a string or strings");
  constexpr double second = now_seconds;
  constexpr double rounding = 0.001;
  require(date_or(claims, "exp", second + 1) > second - rounding, "an accepted token has not expired");
  require(date_or(claims, "nbf", 0) < second + rounding, "an accepted token is valid already");
  require(date_or(claims, "iat", 0) < second + rounding, "an accepted token was issued before now");
  require(token.expires_at().has_value() == claims.contains("exp"), "exp is shown if it is there");
  require(token.subject().has_value() == claims.contains("sub"), "sub is shown if it is there");
}

void check_accepted(const VerifiedToken& token, std::string_view header_text, std::string_view claims_text) {
  const auto header = read_theirs(header_text);
  const auto claims = read_theirs(claims_text);
  if (header.beyond_double || claims.beyond_double) return;  // nlohmann/json refuses it, RFC 8259 does not
  require(header.value && header.value->is_object(), "an accepted header is a JSON object");
  require(claims.value && claims.value->is_object(), "accepted claims are a JSON object");
  check_members(token, *header.value, *claims.value);
}

}  // namespace

void look_at(std::string_view input) {
  static const Verifiers verifiers;
  std::string_view claims = input;
  const std::string_view header = cut(claims, '\n');
  const std::string signing_input = base64url_encode(header) + "." + base64url_encode(claims);
  const std::string token = signing_input + "." + hmac_over(signing_input);

  const auto any = verifiers.any.verify(token, now);
  if (any) check_accepted(*any, header, claims);
  if (any) require(!verifiers.any.verify(tampered(token), now), "with one character changed it is refused");
  if (verifiers.strict.verify(token, now)) {
    const auto json = json_of(claims);
    require(any.has_value(), "a policy only narrows");
    require(!json || (names_audience(member(*json, "aud")) && json->contains("exp")),
            "audience and expiry are there when they are demanded");
  }
  const bool rule = verifiers.rule.verify(token, now).has_value();
  const bool negated = verifiers.negated.verify(token, now).has_value();
  require(!(rule && negated), "a rule and its negation never both accept");
  require(any || (!rule && !negated), "a rule only narrows");
  for (const TokenVerifier& rich : verifiers.rich) {
    require(any || !rich.verify(token, now), "a joined policy only narrows");
  }
}

}  // namespace signet_fuzz
