// R15: keys that are replaced while tokens are being verified, as SIGHUP does it: whole verifiers, never a
// torn set.
#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "common/current.hpp"
#include "signet/policy/rules.hpp"
#include "signet/token/token_issuer.hpp"
#include "signet/token/token_verifier.hpp"
#include "support/at_once.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

constexpr NumericDate noon = NumericDate::from_seconds(1'700'000'000);

// A verifier, and which of the two keys it holds.
struct Known {
  TokenVerifier verifier;
  bool old_key;
  bool new_key;
};

struct SignedBy {
  SigningKey key;
  std::string token;
};

SignedBy signed_by(const std::string& kid) {
  const SigningKey key = SigningKey::generate(Algorithm::EdDSA).value().with_kid(kid);
  const auto issuer =
      TokenIssuer::build({.key = key, .audience = {"api"}, .lifetime = Seconds::of(300)}).value();
  return {.key = key, .token = issuer.issue({.subject = "ann"}, noon, system_random()).value()};
}

std::shared_ptr<const Known> knowing(const SigningKey* old_key, const SigningKey* new_key) {
  KeySet keys;
  for (const SigningKey* key : {old_key, new_key}) {
    if (key != nullptr) keys.add(key->verification_key());
  }
  auto verifier = TokenVerifier::build({.algorithms = {Algorithm::EdDSA},
                                        .keys = KeySource::from(std::move(keys)),
                                        .policy = rules::any_audience({"api"}) && rules::expires()});
  REQUIRE(verifier);
  return std::make_shared<const Known>(
      Known{.verifier = *std::move(verifier), .old_key = old_key != nullptr, .new_key = new_key != nullptr});
}

bool as_known(const TokenVerifier& verifier, const std::string& token, bool known) {
  const auto verified = verifier.verify(token, noon);
  return known ? verified.has_value() : !verified && verified.error() == fail(Errc::key_not_found);
}

}  // namespace

TEST_CASE(
    "R15: while keys are replaced, each verification is by all keys of one set: none too few, none too "
    "many") {
  const SignedBy before = signed_by("old");
  const SignedBy after = signed_by("new");
  Current<Known> current;
  current.replace(knowing(&before.key, nullptr));
  std::atomic<bool> done = false;
  const auto results = at_once(4, [&](std::size_t thread) -> Result<int> {
    if (thread == 0) {
      for (int round = 0; round < 1000; ++round) {
        current.replace(knowing(&before.key, &after.key));
        current.replace(knowing(nullptr, &after.key));
        current.replace(knowing(&before.key, nullptr));
      }
      done = true;
      return 0;
    }
    int wrong = 0;
    while (!done) {
      const auto known = current.get();
      if (!as_known(known->verifier, before.token, known->old_key)) ++wrong;
      if (!as_known(known->verifier, after.token, known->new_key)) ++wrong;
    }
    return wrong;
  });
  for (const auto& wrong : results) CHECK(wrong.value() == 0);
}
