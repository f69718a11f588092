// Tokens over the signature alone: verification and signing of the eight-claim token by each algorithm, the
// parts of HS256's, HS256 verification by size, and policies over one block of SHA-256.
#define OPENSSL_SUPPRESS_DEPRECATED  // SHA256_Transform is one block and nothing else

#include <benchmark/benchmark.h>
#include <openssl/sha.h>

#include <array>
#include <memory>
#include <string>

#include "cached_verify.hpp"
#include "harness.hpp"
#include "peers.hpp"
#include "signet/core/chrono.hpp"
#include "signet/crypto/hmac.hpp"
#include "signet/policy/rules.hpp"
#include "token_jobs.hpp"
#include "token_parts.hpp"

namespace {

using namespace signet;
using namespace signet_bench;
using signet::detail::CpuLevel;

const NumericDate noon = now();

// signet as it chooses, and at each lower level that this machine has.
void add_at_each_level(std::vector<Arm>& arms, const std::string& subject,
                       const std::function<void()>& once) {
  const CpuLevel best = detail::cpu_level();
  arms.push_back({subject, once, best});
  for (const CpuLevel level : detail::cpu_levels) {
    if (level != best && detail::has_cpu_level(level))
      arms.push_back({subject + ", " + std::string{to_string(level)}, once, level});
  }
}

Arm bare_arm(Algorithm algorithm, const std::function<void()>& once) {
  return {std::string{floor_of(algorithm)}, once};
}

std::string lower(Algorithm algorithm) {
  std::string name{to_string(algorithm)};
  for (char& letter : name) letter = static_cast<char>(letter | 0x20);  // digits have this bit
  return name;
}

// libjwt and cpp-jwt know neither PS256 nor EdDSA.
bool few_know(Algorithm algorithm) { return algorithm == Algorithm::PS256 || algorithm == Algorithm::EdDSA; }

void add_verifiers([[maybe_unused]] std::vector<Arm>& arms, Algorithm algorithm,
                   [[maybe_unused]] const std::string& token) {
#ifdef SIGNET_HAVE_JWT_CPP
  arms.push_back(jwt_cpp_verifier(algorithm, token));
#endif
  if (few_know(algorithm)) return;
#ifdef SIGNET_HAVE_LIBJWT
  arms.push_back(libjwt_verifier(algorithm, token, noon));
#endif
#ifdef SIGNET_HAVE_CPP_JWT
  arms.push_back(cpp_jwt_verifier(algorithm, token));
#endif
}

void add_signers([[maybe_unused]] std::vector<Arm>& arms, Algorithm algorithm) {
#ifdef SIGNET_HAVE_JWT_CPP
  arms.push_back(jwt_cpp_signer(algorithm, noon));
#endif
  if (few_know(algorithm)) return;
#ifdef SIGNET_HAVE_LIBJWT
  arms.push_back(libjwt_signer(algorithm, noon));
#endif
#ifdef SIGNET_HAVE_CPP_JWT
  arms.push_back(cpp_jwt_signer(algorithm, noon));
#endif
}

// Ours is to be told from the bare signature by 2 % where the signature is dear.
double planted_for(Algorithm algorithm) { return algorithm == Algorithm::HS256 ? 0.05 : 0.02; }

Case verification(Algorithm algorithm) {
  const TokenJobs jobs = token_jobs(algorithm, noon);
  Case one{lower(algorithm) + "_verify",
           std::string{floor_of(algorithm)},
           bare_arm(algorithm, jobs.bare_verify),
           {},
           planted_for(algorithm)};
  if (algorithm == Algorithm::HS256) {
    add_at_each_level(one.subjects, "signet", jobs.verify);
  } else {
    one.subjects.push_back({"signet", jobs.verify, detail::cpu_level()});
  }
  if (algorithm == Algorithm::ES256 || algorithm == Algorithm::EdDSA) {
    one.subjects.push_back({"signet, prepared", jobs.verify_prepared, detail::cpu_level()});
  }
  add_verifiers(one.subjects, algorithm, jobs.token);
  return one;
}

Case signing(Algorithm algorithm) {
  const std::string drawn_ahead = "signet, jti drawn ahead";  // by BufferedRandomSource, not the default
  const TokenJobs jobs = token_jobs(algorithm, noon);
  Case one{lower(algorithm) + "_sign",
           std::string{floor_of(algorithm)},
           bare_arm(algorithm, jobs.bare_sign),
           {},
           planted_for(algorithm)};
  if (algorithm == Algorithm::HS256) {
    add_at_each_level(one.subjects, drawn_ahead, jobs.sign);
    one.subjects.push_back({"signet, system_random", jobs.sign_at_once, detail::cpu_level()});
    one.subjects.push_back({"signet, given jti", jobs.sign_given, detail::cpu_level()});
  } else {
    one.subjects.push_back({drawn_ahead, jobs.sign, detail::cpu_level()});
  }
  add_signers(one.subjects, algorithm);
  return one;
}

// How many verifications without a table the making of one costs.
Case preparation(Algorithm algorithm) {
  const TokenJobs jobs = token_jobs(algorithm, noon);
  Case one{lower(algorithm) + "_prepare",
           std::string{floor_of(algorithm)},
           bare_arm(algorithm, jobs.bare_verify),
           {},
           0.05};
  one.subjects.push_back({"signet", jobs.prepare, detail::cpu_level()});
  return one;
}

// A token of `size` bytes whose claims grow in number, by 73 bytes each, until the last.
std::string token_of_size(const SigningKey& key, std::size_t size) {
  constexpr std::size_t header_and_signature = 36 + 1 + 1 + 43;
  std::string claims = R"({"iss":"id","sub":"ann","aud":"api","exp":)" +
                       std::to_string(noon.seconds() + 86'400) + R"(,"nbf":)" +
                       std::to_string(noon.seconds());
  const std::size_t wanted = (size - header_and_signature) * 3 / 4 - 1;
  for (int number = 100; claims.size() + 10 <= wanted; ++number) {
    const std::size_t left = wanted - claims.size() - 10;
    claims += ",\"" + std::to_string(number) + "_\":\"" + std::string(left < 80 ? left : 63, 'x') + '"';
  }
  const auto token = sign_compact(key, claims + '}', {.typ = "JWT"});
  if (!token || token->size() + 2 < size || token->size() > size + 2) stop("a token is not of its size");
  return *token;
}

Case sized_verification(std::size_t size) {
  using namespace rules;
  const auto secret = SecretBytes::copy_of(secret_text);
  const auto key = SigningKey::from_secret(secret, Algorithm::HS256);
  const auto verifier =
      TokenVerifier::build({.algorithms = {Algorithm::HS256},
                            .keys = KeySource::from(key->verification_key()),
                            .policy = issuer("id") && any_audience({"api"}) && expires() && not_before()});
  if (!verifier) stop(verifier.error().sentence());
  const std::string token = token_of_size(*key, size);
  const std::string input = token.substr(0, token.rfind('.'));
  const auto mac = std::make_shared<HmacSha256>(secret);
  Case one{"hs256_verify_" + std::to_string(size) + "_bytes", "precomputed_mac", {}, {}, 0.05};
  one.floor = bare_arm(Algorithm::HS256, [mac, input] { benchmark::DoNotOptimize(mac->mac(input)); });
  add_at_each_level(one.subjects, "signet", [verifier = *verifier, token] {
    const auto verified = verifier.verify(token, noon);
    if (!verified || verified->subject() != "ann") stop("signet refused its own token");
  });
  return one;
}

Case policy_check(const std::string& name, const Policy& policy) {
  constexpr int times = 16;
  const TokenJobs jobs = token_jobs(Algorithm::HS256, noon);
  const auto token = std::make_shared<VerifiedToken>(verified_token(jobs.token, noon));
  Case one{name, "sha256_block", {}, {}, 0.1};
  one.floor = {"sha256_block",
               [state = SHA256_CTX{}, block = std::array<unsigned char, 64>{}]() mutable {
                 for (int i = 0; i < times; ++i) SHA256_Transform(&state, block.data());
                 benchmark::DoNotOptimize(state);
               },
               {},
               times};
  one.subjects.push_back({"signet",
                          [token, policy] {
                            for (int i = 0; i < times; ++i)
                              if (!policy.check(*token, noon)) stop("a policy refused its token");
                          },
                          {},
                          times});
  return one;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace rules;
  std::vector<Case> cases;
  for (const Algorithm algorithm :
       {Algorithm::HS256, Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA}) {
    cases.push_back(verification(algorithm));
    cases.push_back(signing(algorithm));
  }
  for (const Algorithm algorithm : {Algorithm::ES256, Algorithm::EdDSA})
    cases.push_back(preparation(algorithm));
  cases.push_back(parts_of_verification(noon));
  cases.push_back(parts_of_signing(noon));
  for (const std::size_t size : {200U, 512U, 1024U, 2048U, 4096U, 8192U})
    cases.push_back(sized_verification(size));
  cases.push_back(policy_check("policy_4_leaves", four_leaves()));
  cases.push_back(policy_check("policy_6_leaves", four_leaves() && scope("posts:read") &&
                                                      subject("5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001")));
  cases.push_back(cached_verification(noon));
  return run_program(argc, argv, cases);
}
