// The work on a token that is measured: see token_jobs.hpp.
#include "token_jobs.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>

#include "bare_signature.hpp"
#include "signet/core/buffered_random.hpp"
#include "signet/crypto/hmac.hpp"
#include "signet/policy/rules.hpp"

namespace signet_bench {

using namespace signet;

const std::string secret_text(32, 'k');

void stop(std::string_view why) {
  std::fprintf(stderr, "benchmarks: %.*s\n", static_cast<int>(why.size()), why.data());
  std::exit(1);
}

std::string pem_of(std::string_view name) {
  const std::ifstream file{SIGNET_BENCH_KEYS "/" + std::string{name} + ".pem"};
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || text.str().empty()) stop("a file of benchmarks/keys cannot be read");
  return text.str();
}

Result<void> FixedRandom::fill(std::span<std::byte> out) {
  std::ranges::fill(out, std::byte{0x5a});
  return {};
}

std::string_view floor_of(Algorithm algorithm) {
  return algorithm == Algorithm::HS256 ? "precomputed_mac" : "sha_and_reused_context";
}

Policy four_leaves() {
  using namespace rules;
  return issuer("https://id.example.com") && any_audience({"https://api.example.com"}) && expires() &&
         not_before();
}

namespace {

std::string_view key_name(Algorithm algorithm) {
  if (algorithm == Algorithm::ES256) return "ec.private";
  return algorithm == Algorithm::EdDSA ? "ed25519.private" : "rsa.private";
}

SigningKey key_for(Algorithm algorithm) {
  const auto key = algorithm == Algorithm::HS256
                       ? SigningKey::from_secret(SecretBytes::copy_of(secret_text), algorithm)
                       : SigningKey::from_pem(pem_of(key_name(algorithm)), algorithm);
  if (!key) stop(key.error().sentence());
  return *key;
}

TokenIssuer issuer_for(const SigningKey& key) {
  const auto issuer = TokenIssuer::build({.key = key,
                                          .issuer = "https://id.example.com",
                                          .audience = {"https://api.example.com"},
                                          .lifetime = Seconds::of(86'400),
                                          .not_before = true});
  if (!issuer) stop(issuer.error().sentence());
  return *issuer;
}

void issue(const TokenIssuer& issuer, std::string& out, NumericDate now, RandomSource& random) {
  const std::array claims{Claim::text("scope", "posts:read posts:write")};
  const NewToken token{.subject = "5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001", .claims = claims};
  if (!issuer.issue_into(out, token, now, random)) stop("signet issued no token");
}

TokenVerifier verifier_for(const VerificationKey& key) {
  const auto verifier = TokenVerifier::build(
      {.algorithms = {key.algorithm()}, .keys = KeySource::from(key), .policy = four_leaves()});
  if (!verifier) stop(verifier.error().sentence());
  return *verifier;
}

void add_bare(TokenJobs& jobs, Algorithm algorithm) {
  const std::string input = jobs.token.substr(0, jobs.token.rfind('.'));
  if (algorithm == Algorithm::HS256) {
    const auto mac = std::make_shared<HmacSha256>(SecretBytes::copy_of(secret_text));
    jobs.bare_verify = jobs.bare_sign = [mac, input] {
      const volatile std::byte seen = mac->mac(input).front();
      static_cast<void>(seen);
    };
    return;
  }
  const auto bare = std::make_shared<BareSignature>(algorithm, pem_of(key_name(algorithm)), input);
  jobs.bare_verify = [bare] {
    if (!bare->verify()) stop("OpenSSL refused its own signature");
  };
  jobs.bare_sign = [bare] {
    if (!bare->sign()) stop("OpenSSL made no signature");
  };
}

}  // namespace

VerifiedToken verified_token(const std::string& token, NumericDate now) {
  auto verified = verifier_for(key_for(Algorithm::HS256).verification_key()).verify(token, now);
  if (!verified) stop(verified.error().sentence());
  return std::move(*verified);
}

TokenJobs token_jobs(Algorithm algorithm, NumericDate now) {
  const SigningKey key = key_for(algorithm);
  TokenJobs jobs;
  const auto given = std::make_shared<FixedRandom>();
  const auto ahead = std::make_shared<BufferedRandomSource>();
  const TokenIssuer issuer = issuer_for(key);
  issue(issuer, jobs.token, now, *given);
  const auto verify_with = [&](const VerificationKey& verification_key) {
    return [verifier = verifier_for(verification_key), token = jobs.token, now] {
      const auto verified = verifier.verify(token, now);
      if (!verified || verified->subject()->size() != 36) stop("signet refused its own token");
    };
  };
  jobs.verify = verify_with(key.verification_key());
  jobs.verify_prepared = verify_with(key.verification_key().prepared());
  jobs.prepare = [plain = key.verification_key()] {
    if (plain.prepared().table_bytes() == 0) stop("there is no table for this key");
  };
  const auto sign_with = [&](const std::shared_ptr<RandomSource>& random) {
    return [issuer, now, random, out = std::string{}]() mutable { issue(issuer, out, now, *random); };
  };
  jobs.sign = sign_with(ahead);
  jobs.sign_at_once = sign_with({std::shared_ptr<void>{}, &system_random()});  // nobody owns that one
  jobs.sign_given = sign_with(given);
  add_bare(jobs, algorithm);
  return jobs;
}

}  // namespace signet_bench
