// signet verify: accepts a token and prints what was signed, or says why not.
#include <cstdio>

#include "commands.hpp"
#include "keys.hpp"
#include "signet/core/chrono.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/token/token_verifier.hpp"
#include "token_rules.hpp"

namespace signet_cli {
namespace {

using namespace signet;

constexpr std::int64_t last_second = 253'402'300'799;

TokenRules rules_of(const Args& args) {
  TokenRules rules{.audiences = args.list("--aud"),
                   .subject = args.value("--sub"),
                   .typ = args.value("--typ"),
                   .required = args.list("--require"),
                   .allow_no_expiry = args.flag("--allow-no-exp"),
                   .allow_any_audience = args.flag("--allow-any-aud")};
  if (const auto iss = args.value("--iss")) rules.issuers.push_back(*iss);
  if (const auto age = args.number("--max-age", 0, last_second)) rules.max_age = Seconds::of(*age);
  return rules;
}

TokenVerifier verifier_of(const Args& args) {
  VerificationKeys keys = read_verification_keys(args);
  const Seconds leeway = Seconds::of(args.number("--leeway", 0, 600).value_or(0));
  auto verifier =
      TokenVerifier::build({.algorithms = keys.algorithms,
                            .keys = KeySource::from(std::move(keys.set)),
                            .policy = policy_of(rules_of(args)),
                            .leeway = {.expires = leeway, .not_before = leeway, .issued_at = leeway},
                            .limits = {},
                            .accept_any_audience = true,
                            .accept_without_expiry = true});
  if (!verifier) throw UsageError{describe(verifier.error())};
  return *std::move(verifier);
}

// The bytes that were signed; the token was verified, so its parts decode.
std::string decoded(std::string_view part) { return base64url_decode(part).value_or(std::string{}); }

}  // namespace

Exit verify(const Words& words) {
  const Args args{words,
                  {.with_value = {"--keys", "--secret-file", "--alg", "--iss", "--aud", "--sub", "--typ",
                                  "--require", "--leeway", "--max-age", "--now"},
                   .flags = {"--json", "--allow-no-exp", "--allow-any-aud"}}};
  const TokenVerifier verifier = verifier_of(args);
  const auto at = args.number("--now", 0, last_second);
  const SecretBytes input = read_input(args.single_input(), token_file_limit);
  const std::string_view text = trimmed(input.expose_text());

  const auto token = verifier.verify(text, at ? NumericDate::from_seconds(*at) : now());
  if (!token) {
    if (args.flag("--json")) print(describe_json(token.error()) + "\n");
    std::fprintf(stderr, "rejected: %s\n", describe(token.error()).c_str());
    return Exit::rejected;
  }
  const auto jws = CompactJws::split(text);
  const std::string payload = decoded(jws->payload());
  print(args.flag("--json")
            ? "{\"ok\":true,\"header\":" + decoded(jws->header()) + ",\"payload\":" + payload + "}\n"
            : payload + "\n");
  return Exit::ok;
}

}  // namespace signet_cli
