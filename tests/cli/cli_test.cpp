// The signet command, end to end: keys, signing, verification, exit codes, and what it must never print.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "command.hpp"
#include "signet/jose/algorithm.hpp"

using signet::AlgorithmSpec;
using signet::KeyType;
using signet_test::Outcome;
using signet_test::Scratch;

namespace {

// A key pair, its public set, and a token for audience `api` that lives from 1000 to 1300.
void prepare(const Scratch& scratch, const std::string& algorithm) {
  scratch.write("key.jwk", scratch.signet("keygen --alg " + algorithm + " --kid k1").out);
  scratch.write("set.json", scratch.signet("jwks key.jwk").out);
  scratch.write("token", scratch
                             .signet("sign --key key.jwk --claims - --now 1000 --expires-in 300",
                                     R"({"sub":"alice","aud":"api"})")
                             .out);
}

struct Rejection {
  const char* name;
  std::string options;
  std::string code;
};

}  // namespace

TEST_CASE("a token that sign made is accepted by verify, for each asymmetric algorithm") {
  for (const AlgorithmSpec& spec : signet::algorithms) {
    if (spec.key_type == KeyType::oct || !available(spec.algorithm)) continue;
    const std::string algorithm{spec.name};
    CAPTURE(algorithm);
    const Scratch scratch;
    prepare(scratch, algorithm);
    const Outcome verified = scratch.signet("verify --keys set.json --aud api --now 1299 token");
    CHECK(verified.exit_code == 0);
    CHECK(verified.out == "{\"sub\":\"alice\",\"aud\":\"api\",\"iat\":1000,\"exp\":1300}\n");
    CHECK(verified.err == "");
  }
}

TEST_CASE("an HMAC key signs, and the same secret as raw bytes verifies") {
  const Scratch scratch;
  scratch.write("secret", "0123456789abcdef0123456789abcdef\n");
  scratch.write("key.jwk",
                R"({"kty":"oct","alg":"HS256","k":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"})");
  scratch.write("token", scratch.signet("sign --key key.jwk --now 1000 --expires-in 60").out);
  CHECK(scratch.signet("verify --secret-file secret --alg HS256 --now 1059 token").exit_code == 0);
  CHECK(scratch.signet("verify --secret-file secret --now 1059 token").exit_code == 2);
}

TEST_CASE("keygen makes a key for each algorithm, which says what it is for, or says that OpenSSL cannot") {
  for (const AlgorithmSpec& spec : signet::algorithms) {
    CAPTURE(spec.name);
    const Scratch scratch;
    const Outcome made = scratch.signet("keygen --alg " + std::string{spec.name});
    CHECK(made.exit_code == (available(spec.algorithm) ? 0 : 2));
    if (made.exit_code != 0) {
      CHECK(made.err.starts_with("signet: algorithm_unavailable (" + std::string{spec.name} + ")"));
      continue;
    }
    CHECK(made.out.find("\"alg\":\"" + std::string{spec.name} + '"') != std::string::npos);
    scratch.write("key.jwk", made.out);
    CHECK(scratch.signet("sign --key key.jwk").exit_code == 0);
  }
}

TEST_CASE("keygen makes RSA keys of the size that is asked for, and no other keys of any") {
  const Scratch scratch;
  const std::string jwk = scratch.signet("keygen --alg PS256 --bits 2304").out;
  const std::size_t n = jwk.find("\"n\":\"") + 5;
  CHECK(jwk.find('"', n) - n == 384);  // 288 bytes in base64url
  const std::string refusal =
      "signet: --bits takes a whole number from 2048 to 16384; see signet keygen --help\n";
  for (const std::string bits : {"2047", "16385", "-1", "many"}) {
    CAPTURE(bits);
    const Outcome refused = scratch.signet("keygen --alg RS256 --bits=" + bits);
    CHECK(refused.exit_code == 2);
    CHECK(refused.err == refusal);
  }
  CHECK(scratch.signet("keygen --alg RS256 --bits 2049").err ==
        "signet: --bits takes an even number; see signet keygen --help\n");
  CHECK(scratch.signet("keygen --alg ES256 --bits 2048").err ==
        "signet: --bits is for RSA keys; see signet keygen --help\n");
}

TEST_CASE("verify says why it rejects: code and claim on standard error, exit code 1") {
  const Scratch scratch;
  prepare(scratch, "ES256");
  const std::vector<Rejection> rows{
      {"expired", "--aud api --now 1300", "rejected: token_expired (exp): "},
      {"issued in the future", "--aud api --now 999", "rejected: token_issued_in_future (iat): "},
      {"another audience", "--aud other --now 1100", "rejected: claim_mismatch (aud): "},
      {"an audience, and none named", "--now 1100", "rejected: custom_rule_failed (aud): "},
      {"no issuer", "--aud api --iss me --now 1100", "rejected: claim_missing (iss): "},
      {"another subject", "--aud api --sub bob --now 1100", "rejected: claim_mismatch (sub): "},
      {"another typ", "--aud api --typ at+jwt --now 1100", "rejected: typ_mismatch (typ): "},
      {"too old", "--aud api --max-age 50 --now 1051", "rejected: token_too_old (iat): "},
      {"a claim that is required", "--aud api --require jti --now 1100", "rejected: claim_missing (jti): "},
      {"another algorithm", "--aud api --alg EdDSA --now 1100", "rejected: algorithm_not_allowed"},
  };
  for (const Rejection& row : rows) {
    CAPTURE(row.name);
    const Outcome outcome = scratch.signet("verify --keys set.json " + row.options + " token");
    CHECK(outcome.exit_code == 1);
    CHECK(outcome.out == "");
    CHECK(outcome.err.substr(0, row.code.size()) == row.code);
  }
}

TEST_CASE("leeway, allowances and the standard input are honoured") {
  const Scratch scratch;
  prepare(scratch, "EdDSA");
  CHECK(scratch.signet("verify --keys set.json --aud api --leeway 30 --now 1329 token").exit_code == 0);
  CHECK(scratch.signet("verify --keys set.json --aud api --leeway 30 --now 1330 token").exit_code == 1);
  CHECK(scratch.signet("verify --keys set.json --allow-any-aud --now 1100 -", scratch.read("token"))
            .exit_code == 0);
  const std::string endless = scratch.signet("sign --key key.jwk --claims -", "{}").out;
  CHECK(scratch.signet("verify --keys set.json", endless).exit_code == 1);
  CHECK(scratch.signet("verify --keys set.json --allow-no-exp", endless).exit_code == 0);
}

TEST_CASE("--json answers in JSON, for an acceptance and for a rejection") {
  const Scratch scratch;
  prepare(scratch, "EdDSA");
  CHECK(scratch.signet("verify --json --keys set.json --aud api --now 1100 token").out ==
        "{\"ok\":true,\"header\":{\"alg\":\"EdDSA\",\"kid\":\"k1\",\"typ\":\"JWT\"},"
        "\"payload\":{\"sub\":\"alice\",\"aud\":\"api\",\"iat\":1000,\"exp\":1300}}\n");
  CHECK(scratch.signet("verify --json --keys set.json --aud api --now 1300 token").out ==
        "{\"ok\":false,\"error\":\"token_expired\",\"stage\":\"claims\",\"claim\":\"exp\"}\n");
}

TEST_CASE("inspect shows a token and says that it verified nothing") {
  const Scratch scratch;
  prepare(scratch, "EdDSA");
  const Outcome shown = scratch.signet("inspect token");
  CHECK(shown.exit_code == 0);
  CHECK(shown.out.starts_with("NOT VERIFIED"));
  CHECK(scratch.signet("inspect --json token")
            .out.starts_with("{\"verified\":false,\"header\":{\"alg\":\"EdDSA\""));
  CHECK(scratch.signet("inspect", "not a token").exit_code == 2);
}

TEST_CASE("the JWKS that jwks writes holds public parts only, and no HMAC key gets into it") {
  const Scratch scratch;
  for (const std::string algorithm : {"RS256", "ES256", "EdDSA"}) {
    scratch.write(algorithm, scratch.signet("keygen --alg " + algorithm).out);
  }
  const std::string set = scratch.signet("jwks RS256 ES256 EdDSA").out;
  for (const std::string member :
       {"\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "\"k\"", "\"priv\""}) {
    CAPTURE(member);
    CHECK(set.find(member) == std::string::npos);
  }
  scratch.write("hmac", scratch.signet("keygen --alg HS256").out);
  CHECK(scratch.signet("jwks hmac").exit_code == 2);
}

TEST_CASE("a hash that was made is matched by its password alone") {
  const Scratch scratch;
  for (const std::string preset : {"owasp_minimum", "bcrypt"}) {
    CAPTURE(preset);
    const Outcome made = scratch.signet("hash --preset " + preset + " -", "correct horse\n");
    CHECK(made.exit_code == 0);
    CHECK(made.out.starts_with(preset == "bcrypt" ? "$2b$12$" : "$argon2id$v=19$m=19456,t=2,p=1$"));
    scratch.write("stored", made.out);
    CHECK(scratch.signet("check --hash-file stored -", "correct horse").out == "match\n");
    const Outcome other = scratch.signet("check --hash-file stored --json", "correct horsE");
    CHECK(other.exit_code == 1);
    CHECK(other.out == "{\"match\":false}\n");
  }
}

TEST_CASE("check takes a hash made elsewhere, and tells what it cannot read from a mismatch") {
  const Scratch scratch;
  scratch.write("stored",
                "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");  // crypt_blowfish: U*U
  CHECK(scratch.signet("check --hash-file stored -", "U*U").exit_code == 0);
  scratch.write("stored", "not a hash");
  const Outcome unreadable = scratch.signet("check --hash-file stored -", "U*U");
  CHECK(unreadable.exit_code == 2);
  CHECK(unreadable.err.starts_with("signet: stored: hash_"));
  CHECK(scratch.signet("hash -", "").err == "signet: the password is empty\n");
  CHECK(scratch.signet("hash --preset bcrypt -", std::string(73, 'a'))
            .err.starts_with("signet: password_too_long"));
  CHECK(scratch.signet("hash --preset bcrypt hunter2 hunter3").err.find("hunter") == std::string::npos);
  CHECK(scratch.signet("hash hunter2").err ==
        "signet: a password comes from a prompt or standard input, not as an argument; see signet hash "
        "--help\n");
}

TEST_CASE("usage errors name what is wrong, point to --help and exit 2") {
  const Scratch scratch;
  const std::vector<Rejection> rows{
      {"no command", "", "signet: a command is needed"},
      {"unknown command", "frobnicate", "signet: unknown command frobnicate; see signet --help"},
      {"unknown option", "keygen --alg ES256 --secret x",
       "signet: unknown option --secret; see signet keygen --help"},
      {"missing value", "keygen --alg", "signet: --alg needs a value; see signet keygen --help"},
      {"missing option", "keygen", "signet: --alg is needed; see signet keygen --help"},
      {"unknown algorithm", "keygen --alg none",
       "signet: unknown algorithm none (known: HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, "
       "PS512, ES256, "
       "ES384, ES512, ES256K, EdDSA, Ed25519, Ed448, ML-DSA-44, ML-DSA-65, ML-DSA-87); see signet keygen "
       "--help"},
      {"a missing file", "sign --key nowhere", "signet: cannot read nowhere: No such file or directory"},
      {"two kinds of key", "verify --keys a --secret-file b",
       "signet: give either --keys or --secret-file; see signet verify --help"},
  };
  for (const Rejection& row : rows) {
    CAPTURE(row.name);
    const Outcome outcome = scratch.signet(row.options);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.err == row.code + "\n");
  }
}

TEST_CASE("a number outside its range is refused with the range") {
  const Scratch scratch;
  prepare(scratch, "EdDSA");
  CHECK(scratch.signet("sign --key key.jwk --expires-in 0").err ==
        "signet: --expires-in takes a whole number from 1 to 31622400; see signet sign --help\n");
  CHECK(scratch.signet("verify --keys set.json --leeway 601 token").err ==
        "signet: --leeway takes a whole number from 0 to 600; see signet verify --help\n");
}

TEST_CASE("every command explains itself and exits 0") {
  const Scratch scratch;
  CHECK(scratch.signet("--help").exit_code == 0);
  CHECK(scratch.signet("--version").out == "signet 0.1.0\n");
  for (const std::string command :
       {"keygen", "jwks", "sign", "verify", "inspect", "hash", "check", "admin"}) {
    CAPTURE(command);
    const Outcome help = scratch.signet(command + " --help");
    CHECK(help.exit_code == 0);
    CHECK(help.out.starts_with("usage: signet " + command));
  }
}

TEST_CASE("what cannot be a key is refused without a word of its content") {
  const Scratch scratch;
  scratch.write("bad", R"({"kty":"oct","alg":"HS256","k":"bWFya2VkLXNlY3JldA"})");
  const Outcome outcome = scratch.signet("sign --key bad");
  CHECK(outcome.exit_code == 2);
  CHECK(outcome.err.starts_with("signet: bad: key_too_weak"));
  CHECK(outcome.err.find("bWFya2VkLXNlY3JldA") == std::string::npos);
}
