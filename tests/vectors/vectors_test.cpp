// The table of vector files: each is one line.
#include <doctest/doctest.h>

#include "vectors/deviations.hpp"
#include "vectors/runner.hpp"
#include "vectors/table.hpp"

using namespace vectors;

namespace {

const VectorFile files[] = {
    {"jsontestsuite/test_parsing", run_json_suite, json_suite_deviations},
    {"jsontestsuite/test_transform", run_json_transform, json_transform_deviations},
    {"rfc-misc/base64url_strict.json", run_base64url_strict, {}},
    {"wycheproof/hmac_sha256_test.json", run_hmac_wycheproof, {}},
    {"wycheproof/hmac_sha384_test.json", run_hmac_wycheproof, {}},
    {"wycheproof/hmac_sha512_test.json", run_hmac_wycheproof, {}},
    {"wycheproof/rsa_signature_2048_sha256_test.json", run_signatures_wycheproof, small_exponents},
    {"wycheproof/rsa_signature_2048_sha384_test.json", run_signatures_wycheproof, {}},
    {"wycheproof/rsa_signature_2048_sha512_test.json", run_signatures_wycheproof, one_small_exponent},
    {"wycheproof/rsa_signature_4096_sha512_test.json", run_signatures_wycheproof, {}},
    {"wycheproof/rsa_pss_2048_sha256_mgf1_0_test.json", run_signatures_wycheproof, salts_of_32_bytes},
    {"wycheproof/rsa_pss_2048_sha256_mgf1_32_test.json", run_signatures_wycheproof, {}},
    {"wycheproof/rsa_pss_2048_sha384_mgf1_48_test.json", run_signatures_wycheproof, {}},
    {"wycheproof/rsa_pss_4096_sha512_mgf1_32_test.json", run_signatures_wycheproof, {}},
    {"wycheproof/rsa_pss_4096_sha512_mgf1_64_test.json", run_signatures_wycheproof, {}},
    {"wycheproof/ecdsa_secp256r1_sha256_p1363_test.json", run_signatures_wycheproof, {}},
    {"wycheproof/ecdsa_secp384r1_sha384_p1363_test.json", run_signatures_wycheproof, {}},
    {"wycheproof/ecdsa_secp521r1_sha512_p1363_test.json", run_signatures_wycheproof, {}},
    {"wycheproof/ecdsa_secp256k1_sha256_p1363_test.json", run_signatures_wycheproof, {}},
    {"wycheproof/ed25519_test.json", run_signatures_wycheproof, {}},
    {"wycheproof/ed448_test.json", run_signatures_wycheproof, {}},
    {"rfc7515-7517-7638", run_rfc7515, {}},
    {"rfc7520-cookbook/curve25519/jws.json", run_rfc8037, {}},
    {"rfc7520-cookbook/curve25519/ecdh-es.json", run_refused_jwe, {}},
    {"rfc7520-cookbook/6.nesting_signatures_and_encryption.json", run_rfc7520_nesting, {}},
    {"rfc7520-cookbook/jwe", run_refused_jwe, {}},
    {"rfc7520-cookbook/jwk", run_rfc7520_keys, {}},
    {"rfc7520-cookbook/jws", run_rfc7520_signatures, {}},
    {"rfc7520-cookbook/rfc7797", run_rfc7797_drafts, rfc7797_draft_deviations},
    {"rfc9964-mldsa-jose", run_rfc9964, {}},
    {"rfc-misc/jose.json", run_rfc_misc, {}},
    {"wycheproof/json_web_signature_test.json", run_jws_wycheproof, jws_wycheproof_deviations},
    {"wycheproof/json_web_key_test.json", run_jwks_wycheproof, jwks_wycheproof_deviations},
    {"wycheproof/json_web_crypto_test.json", run_json_web_crypto, json_web_crypto_deviations},
    {"wycheproof/mldsa_44_verify_test.json", run_mldsa_wycheproof, {}},
    {"wycheproof/mldsa_65_verify_test.json", run_mldsa_wycheproof, {}},
    {"wycheproof/mldsa_44_sign_seed_test.json", run_mldsa_wycheproof, {}},
    {"pyjwt/tokens.json", run_pyjwt, {}},
};

}  // namespace

TEST_CASE("signet answers every vector as its file says, but for the deviations listed") { check_all(files); }

TEST_CASE("a report fails a wrong answer and a listed deviation that is wrong or missing") {
  constexpr Deviation known[] = {{"a", "utf8_invalid", "because"}, {"b", "utf8_invalid", "because"}};
  Report report{known};
  report.add("a", accepted, "json_malformed");
  report.add("b", accepted, "utf8_invalid");
  report.add("c", "json_malformed", accepted);
  report.add("d", accepted, accepted);
  report.not_applicable("elsewhere");
  CHECK(report.run() == 4);
  CHECK(report.passed() == 1);
  CHECK(report.deviated() == 1);
  CHECK(report.left_out().at("elsewhere") == 1);
  CHECK(report.failures() == std::vector<std::string>{"a: expected accepted, got json_malformed",
                                                      "c: expected json_malformed, got accepted",
                                                      "a: the listed deviation did not occur"});
}
