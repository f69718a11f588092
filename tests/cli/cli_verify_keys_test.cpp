// signet verify: the algorithms that keys are taken for, with and without --alg.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "command.hpp"
#include "signet/jose/base64url.hpp"
#include "unit/jose/sample_keys.hpp"

using signet_test::Outcome;
using signet_test::Scratch;

namespace {

const std::string accepted = "{\"iat\":1000,\"exp\":1060}\n";
const std::string not_allowed = "rejected: algorithm_not_allowed";
const std::string not_found = "rejected: key_not_found";

std::string with_alg(const std::string& jwk, const std::string& algorithm) {
  return samples::with(jwk, "alg", samples::quoted(algorithm));
}

// Writes `token`, signed with this key by this algorithm.
void sign(const Scratch& scratch, const std::string& jwk, const std::string& algorithm) {
  scratch.write("signing.jwk", with_alg(jwk, algorithm));
  scratch.write("token", scratch.signet("sign --key signing.jwk --now 1000 --expires-in 60").out);
}

// That a token is accepted, or that it is rejected so, by the keys of this file.
void check_verdict(const Scratch& scratch, const std::string& options, const std::string& rejection = {}) {
  CAPTURE(options);
  const Outcome outcome = scratch.signet("verify --now 1059 " + options + " token");
  CHECK(outcome.exit_code == (rejection.empty() ? 0 : 1));
  CHECK(outcome.out == (rejection.empty() ? accepted : ""));
  CHECK(outcome.err.substr(0, rejection.size()) == rejection);
  CHECK(outcome.err.empty() == rejection.empty());
}

// RFC 7515 A.2 and A.3, RFC 8037 A.1, and 64 bytes.
const std::string rsa = samples::rsa_jwk();
const std::string ec = samples::ec_jwk();
const std::string okp = samples::okp_jwk();
const std::string secret =
    R"({"kty":"oct","k":")" + signet::base64url_encode(std::string(64, '\x81')) + "\"}";

struct TypeRow {
  std::string jwk;
  std::vector<std::string> algorithms;
};

}  // namespace

TEST_CASE("K12: without --alg a key without alg is for every algorithm of its type, in a set and alone") {
  const std::vector<TypeRow> rows{{rsa, {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}},
                                  {ec, {"ES256"}},
                                  {okp, {"EdDSA", "Ed25519"}},
                                  {secret, {"HS256", "HS384", "HS512"}}};
  for (const TypeRow& row : rows) {
    for (const std::string& algorithm : row.algorithms) {
      CAPTURE(algorithm);
      const Scratch scratch;
      sign(scratch, row.jwk, algorithm);
      scratch.write("key.jwk", row.jwk);
      scratch.write("set.json", R"({"keys":[)" + row.jwk + "]}");
      scratch.write("stated.jwk", with_alg(row.jwk, algorithm));
      for (const std::string file : {"key.jwk", "set.json", "stated.jwk"}) {
        check_verdict(scratch, "--keys " + file);
        check_verdict(scratch, "--keys " + file + " --alg ES384 --alg " + algorithm);
        check_verdict(scratch, "--keys " + file + " --alg ES384", not_allowed);
      }
    }
  }
}

TEST_CASE("K12: a key that states its alg is for that alone, whatever --alg lists") {
  const Scratch scratch;
  sign(scratch, rsa, "PS256");
  scratch.write("key.jwk", with_alg(rsa, "RS256"));
  scratch.write("set.json", R"({"keys":[)" + with_alg(rsa, "RS256") + "]}");
  for (const std::string file : {"key.jwk", "set.json"}) {
    check_verdict(scratch, "--keys " + file, not_allowed);
    check_verdict(scratch, "--keys " + file + " --alg PS256", not_found);
  }
}

TEST_CASE("K12: without --alg the keys of a set decide together what is accepted") {
  const Scratch scratch;
  scratch.write("set.json", R"({"keys":[{"kty":"new"},)" + rsa + "," + ec + "]}");
  const auto skipped = "signet: set.json: key 0 is skipped: key_unsupported (kty)";
  for (const std::string algorithm : {"PS384", "RS256"}) {
    sign(scratch, rsa, algorithm);
    const Outcome outcome = scratch.signet("verify --now 1059 --keys set.json token");
    CHECK(outcome.out == accepted);
    CHECK(outcome.err.starts_with(skipped));
  }
  sign(scratch, okp, "EdDSA");
  const Outcome outcome = scratch.signet("verify --now 1059 --keys set.json token");
  CHECK(outcome.exit_code == 1);
  CHECK(outcome.err.find("\n" + not_allowed) != std::string::npos);
}

TEST_CASE("a lone JWK that cannot be used is refused with its own error") {
  const Scratch scratch;
  sign(scratch, rsa, "RS256");
  scratch.write("key.jwk", samples::with(rsa, "use", R"("enc")"));
  const Outcome outcome = scratch.signet("verify --keys key.jwk token");
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.err.starts_with("signet: key.jwk: key_use_forbidden (use)"));
}
