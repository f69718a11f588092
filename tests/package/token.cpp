// A consumer of signet::token: makes a key, issues a token and verifies it.
#include <chrono>
#include <cstdio>

#include "signet/core/chrono.hpp"
#include "signet/policy/rules.hpp"
#include "signet/token/token_issuer.hpp"
#include "signet/token/token_verifier.hpp"

using namespace signet::rules;
using namespace std::chrono_literals;

int main() {
  const auto key = signet::SigningKey::generate(signet::Algorithm::ES256);
  if (!key) return 1;
  const auto minter = signet::TokenIssuer::build(
      {.key = *key, .issuer = "https://id.example", .audience = {"api"}, .lifetime = 5min});
  const auto verifier = signet::TokenVerifier::build({
      .algorithms = {signet::Algorithm::ES256},
      .keys = signet::KeySource::from(key->verification_key()),
      .policy = issuer("https://id.example") && any_audience({"api"}) && expires(),
  });
  if (!minter || !verifier) return 2;
  const auto now = signet::NumericDate::from_seconds(1'700'000'000);
  const auto text = minter->issue({.subject = "ada"}, now, signet::system_random());
  if (!text) return 3;
  const auto token = verifier->verify(*text, now);
  if (!token) return 4;
  std::printf("%.*s\n", static_cast<int>(token->subject()->size()), token->subject()->data());
  return token->subject() == "ada" ? 0 : 5;
}
