// HS256 verification of the eight-claim token: the MAC alone, signet, and libjwt, each doing the full check.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "harness.hpp"
#include "signet/core/chrono.hpp"
#include "signet/crypto/hmac.hpp"
#include "signet/policy/rules.hpp"
#include "signet/token/token_issuer.hpp"
#include "signet/token/token_verifier.hpp"
#ifdef SIGNET_HAVE_LIBJWT
#include <jwt.h>
#endif

namespace {

using namespace signet;
using namespace signet_bench;

const std::string secret_text(32, 'k');
const NumericDate noon = now();

[[noreturn]] void stop(std::string_view why) {
  std::fprintf(stderr, "token_bench: %.*s\n", static_cast<int>(why.size()), why.data());
  std::exit(1);
}

// iss, sub, aud, exp, nbf, iat, jti, scope: 257 bytes of payload.
std::string eight_claims() {
  const auto key = SigningKey::from_secret(SecretBytes::copy_of(secret_text), Algorithm::HS256);
  const auto issuer = TokenIssuer::build({.key = *key,
                                          .issuer = "https://id.example.com",
                                          .audience = {"https://api.example.com"},
                                          .lifetime = Seconds::of(86'400),
                                          .not_before = true});
  const Claim claims[] = {Claim::text("scope", "posts:read posts:write")};
  const auto token = issuer->issue({.subject = "5b9d1bf4-6c0f-4a9e-8f51-5a9bd3f4c001", .claims = claims},
                                   noon, system_random());
  if (!token) stop(token.error().sentence());
  return *token;
}

Arm signet_arm(const std::string& token) {
  using namespace signet::rules;
  auto key = VerificationKey::from_secret(SecretBytes::copy_of(secret_text), Algorithm::HS256);
  auto verifier = TokenVerifier::build({.algorithms = {Algorithm::HS256},
                                        .keys = KeySource::from(*key),
                                        .policy = issuer("https://id.example.com") &&
                                                  any_audience({"https://api.example.com"}) && expires() &&
                                                  not_before()});
  if (!verifier) stop(verifier.error().sentence());
  return {"signet", [verifier = *verifier, token] {
            const auto verified = verifier.verify(token, noon);
            if (!verified || verified->subject()->size() != 36) stop("signet refused the token");
          }};
}

#ifdef SIGNET_HAVE_LIBJWT
Arm libjwt_arm(const std::string& token) {
  return {"libjwt", [token] {
            jwt_t* jwt = nullptr;
            const auto* key = reinterpret_cast<const unsigned char*>(secret_text.data());
            if (jwt_decode(&jwt, token.c_str(), key, static_cast<int>(secret_text.size())) != 0)
              stop("libjwt refused");
            const bool fits = jwt_get_alg(jwt) == JWT_ALG_HS256 &&
                              std::strcmp(jwt_get_grant(jwt, "iss"), "https://id.example.com") == 0 &&
                              std::strcmp(jwt_get_grant(jwt, "aud"), "https://api.example.com") == 0 &&
                              jwt_get_grant_int(jwt, "exp") > noon.seconds() &&
                              jwt_get_grant_int(jwt, "nbf") <= noon.seconds() &&
                              std::strlen(jwt_get_grant(jwt, "sub")) == 36;
            jwt_free(jwt);
            if (!fits) stop("libjwt: a claim differs");
          }};
}
#endif

Case hs256_verify() {
  const std::string token = eight_claims();
  const std::string signing_input = token.substr(0, token.rfind('.'));
  Case one{"hs256_verify", "precomputed_mac", {}, {signet_arm(token)}, 0.05};
  one.floor = {"precomputed_mac", [mac = std::make_shared<HmacSha256>(SecretBytes::copy_of(secret_text)),
                                   signing_input] { benchmark::DoNotOptimize(mac->mac(signing_input)); }};
#ifdef SIGNET_HAVE_LIBJWT
  one.subjects.push_back(libjwt_arm(token));
#else
  std::fputs("token_bench: libjwt is not here (Debian: libjwt-dev); measured without it\n", stderr);
#endif
  return one;
}

}  // namespace

int main(int argc, char** argv) { return run_program(argc, argv, {hs256_verify()}); }
