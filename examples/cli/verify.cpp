// signet verify: accepts a token and prints what was signed, or says why not.
#include <cstdio>

#include "commands.hpp"
#include "keys.hpp"
#include "signet/core/chrono.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/policy/rules.hpp"
#include "signet/token/token_verifier.hpp"

namespace signet_cli {
namespace {

using namespace signet;

constexpr std::int64_t last_second = 253'402'300'799;

// A policy that grows by &&; a program has no policy to begin with.
class Conjunction {
 public:
  void add(const Policy& policy) { all_ = all_ ? *all_ && policy : policy; }
  const std::optional<Policy>& all() const { return all_; }

 private:
  std::optional<Policy> all_;
};

Policy any_of_audiences(const std::vector<std::string>& names) {
  std::optional<ClaimPolicy> any;
  for (const std::string& name : names) {
    const ClaimPolicy one = rules::any_audience({name});
    any = any ? *any || one : one;
  }
  return *any;
}

// RFC 7519 §4.1.3: a token that has an audience is not for somebody who names none.
bool has_no_audience(const TokenView& token) noexcept { return !token.claims.find("aud"); }

Policy policy_of(const Args& args) {
  Conjunction policy;
  if (const auto typ = args.value("--typ")) policy.add(rules::typ(*typ));
  if (const auto iss = args.value("--iss")) policy.add(rules::issuer(*iss));
  if (const auto sub = args.value("--sub")) policy.add(rules::subject(*sub));
  if (const auto names = args.list("--aud"); !names.empty()) policy.add(any_of_audiences(names));
  if (const auto age = args.number("--max-age", 0, last_second))
    policy.add(rules::max_age(Seconds::of(*age)));
  for (const std::string& name : args.list("--require")) policy.add(rules::claim(name).present());
  if (!args.flag("--allow-no-exp")) policy.add(rules::expires());
  if (args.list("--aud").empty() && !args.flag("--allow-any-aud"))
    policy.add(rules::custom("aud", has_no_audience));
  if (!policy.all()) policy.add(rules::custom("any", [](const TokenView&) noexcept { return true; }));
  return *policy.all();
}

TokenVerifier verifier_of(const Args& args) {
  VerificationKeys keys = read_verification_keys(args);
  const Seconds leeway = Seconds::of(args.number("--leeway", 0, 600).value_or(0));
  auto verifier =
      TokenVerifier::build({.algorithms = keys.algorithms,
                            .keys = KeySource::from(std::move(keys.set)),
                            .policy = policy_of(args),
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
