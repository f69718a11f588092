// Reading of JWKs: every member that can be missing, wrong, weak or contradictory.
#include <doctest/doctest.h>

#include <vector>

#include "signet/jose/base64url.hpp"
#include "signet/jose/key.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;

namespace {

struct Row {
  std::string jwk;
  Error error;
};

void check_refused(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.jwk);
    const auto key = VerificationKey::from_jwk(row.jwk);
    REQUIRE_FALSE(key);
    CHECK(key.error() == row.error);
  }
}

void check_signing_refused(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.jwk);
    const auto key = SigningKey::from_jwk(row.jwk);
    REQUIRE_FALSE(key);
    CHECK(key.error() == row.error);
  }
}

std::string quoted_base64url(std::string_view bytes) { return samples::quoted(base64url_encode(bytes)); }

// A public RSA key of exactly so many bits: any odd number passes for a modulus.
std::string rsa_of(std::size_t bits) {
  std::string n((bits + 7) / 8, '\x01');
  n[0] = static_cast<char>(1U << ((bits + 7) % 8));
  return samples::with(samples::rsa_jwk(), "n", quoted_base64url(n));
}

std::string rsa_with_exponent(std::string_view e) {
  return samples::with(samples::rsa_jwk(), "e", quoted_base64url(e));
}

const Error malformed = fail(Errc::key_malformed);

}  // namespace

TEST_CASE("the algorithm of a JWK is its alg, or else the one its kty and crv take") {
  const std::vector<std::pair<std::string, Algorithm>> rows{{samples::hmac_jwk(), Algorithm::HS256},
                                                            {samples::rsa_jwk(), Algorithm::RS256},
                                                            {samples::ec_jwk(), Algorithm::ES256},
                                                            {samples::okp_jwk(), Algorithm::EdDSA}};
  for (const auto& [jwk, algorithm] : rows) {
    for (const std::string& text : {jwk, samples::with(jwk, "alg", samples::quoted(to_string(algorithm)))}) {
      const auto verifying = VerificationKey::from_jwk(text);
      const auto signing = SigningKey::from_jwk(text);
      REQUIRE(verifying);
      REQUIRE(signing);
      CHECK(verifying->algorithm() == algorithm);
      CHECK(signing->algorithm() == algorithm);
    }
  }
}

TEST_CASE("K01: kty must be a string that is one of ours, in its case") {
  const std::string jwk = samples::rsa_jwk();
  check_refused({{samples::without(jwk, "kty"), fail(Errc::key_malformed, "kty")},
                 {samples::with(jwk, "kty", "1"), fail(Errc::key_malformed, "kty")},
                 {samples::with(jwk, "kty", "null"), fail(Errc::key_malformed, "kty")},
                 {samples::with(jwk, "kty", R"("rsa")"), fail(Errc::key_unsupported, "kty")},
                 {samples::with(jwk, "kty", R"("EC2")"), fail(Errc::key_unsupported, "kty")},
                 {samples::with(jwk, "kty", R"("AKP")"), fail(Errc::key_malformed, "alg")}});
}

TEST_CASE("K11: alg must be in the table and of the key's kty") {
  check_refused(
      {{samples::with(samples::rsa_jwk(), "alg", R"("HS256")"), fail(Errc::key_mismatch, "alg")},
       {samples::with(samples::ec_jwk(), "alg", R"("EdDSA")"), fail(Errc::key_mismatch, "alg")},
       {samples::with(samples::hmac_jwk(), "alg", R"("RS256")"), fail(Errc::key_mismatch, "alg")},
       {samples::with(samples::rsa_jwk(), "alg", R"("RSA1_5")"), fail(Errc::algorithm_unsupported, "alg")},
       {samples::with(samples::rsa_jwk(), "alg", R"("none")"), fail(Errc::algorithm_unsupported, "alg")},
       {samples::with(samples::rsa_jwk(), "alg", "null"), fail(Errc::key_malformed, "alg")}});
}

TEST_CASE("T25, K06: a curve of another algorithm is refused") {
  check_refused(
      {{samples::with(samples::ec_jwk(), "crv", R"("P-384")"), fail(Errc::key_malformed, "x")},
       {samples::with(samples::ec_jwk(), "crv", R"("secp256k1")"), malformed},
       {samples::with(samples::ec_jwk(), "crv", R"("P-224")"), fail(Errc::key_unsupported, "crv")},
       {samples::with(samples::ec_jwk(), "crv", R"("p-256")"), fail(Errc::key_unsupported, "crv")},
       {samples::with(samples::ec_jwk(), "crv", R"("Ed25519")"), fail(Errc::key_unsupported, "crv")},
       {samples::without(samples::ec_jwk(), "crv"), fail(Errc::key_malformed, "crv")},
       {samples::with(samples::okp_jwk(), "crv", R"("X25519")"), fail(Errc::key_unsupported, "crv")},
       {samples::with(samples::okp_jwk(), "crv", R"("Ed448")"), fail(Errc::key_malformed, "x")}});
  // Each algorithm with each curve that is another's.
  for (const AlgorithmSpec& spec : algorithms) {
    for (const std::string& jwk : {samples::ec_jwk(), samples::okp_jwk()}) {
      const auto named = samples::with(jwk, "alg", samples::quoted(spec.name));
      const bool fits = spec.curves.contain(jwk == samples::ec_jwk() ? "P-256" : "Ed25519");
      if (!fits) check_refused({{named, fail(Errc::key_mismatch, "alg")}});
    }
  }
}

TEST_CASE("K02: an RSA modulus has 2048 to 16384 bits, is odd and has no leading zero") {
  const Error weak = fail(Errc::key_too_weak, "n");
  const Error large = fail(Errc::key_unsupported, "n");
  const Error bad = fail(Errc::key_malformed, "n");
  std::string even(256, '\x80');
  check_refused(
      {{rsa_of(512), weak},
       {rsa_of(1024), weak},
       {rsa_of(2047), weak},
       {rsa_of(16385), large},
       {rsa_of(131072), large},
       {samples::with(samples::rsa_jwk(), "n", quoted_base64url(even)), bad},
       {samples::with(samples::rsa_jwk(), "n", quoted_base64url(std::string(1, '\0'))), bad},
       {samples::with(samples::rsa_jwk(), "n", quoted_base64url('\0' + std::string(256, '\x81'))), bad},
       {samples::with(samples::rsa_jwk(), "n", R"("")"), bad},
       {samples::with(samples::rsa_jwk(), "n", R"("oQ==")"), bad},
       {samples::with(samples::rsa_jwk(), "n", "5"), bad},
       {samples::without(samples::rsa_jwk(), "n"), bad}});
  CHECK(VerificationKey::from_jwk(rsa_of(2048)));
  CHECK(VerificationKey::from_jwk(rsa_of(16384)));
}

TEST_CASE("K21: an RSA modulus of a weak generator is taken, for nobody looks for one") {
  // Of two primes 1,368 apart, which Fermat's method parts at once; made with Python for this test.
  const std::string close_primes =
      "2WIYR7xwkGEG0ebqzlmUeBVGpAG2wl0f3HR_R3XUJJcV43BOPo7BRBePSGD90UqJ1pURmJfJmurbM_fr92mRGuO1I4"
      "J_MLrboieFtxEv16-bCwvBzY-oFYUjjx-6LvVMCzLXBOEjEDGDQ1sI5h5X_q4fsHUWHTuH4Sgc-2Dk4pb_EdNwNR_T"
      "EmEAv62G1Vy7n9_wXXzo2NDoGpPHED4-cJoSSJtQn1u77QyaO_Os_U21b7g-8XzdZb3TMM6I_SM4cQsqBhMpyBHv0c"
      "vNbVyLAxtgreLXd2G-s0IYq7dl6SnObB45mI7dJ4wXKk_7vNnjBks8J6HDvgPb6p3Ntvy3AQ";
  // Of Infineon's generator (ROCA, CVE-2017-15361): Wycheproof's json_web_crypto, tcId 46.
  const std::string roca =
      "AanFpofbj7KjD4Lf-N2hVMKR7yewSyXhhbirIMTGpfYEhZ_lnt5UoK98DnKIgArXGTu3MaW_HhFw16HGaTDUHqPrId"
      "7fe4r11CqRw09yBFuW79V8sYIwHdzCaWflUI6auImYbVfoN9_nD5n8N8SY9DwXw7mwZM9wREPXoDPgOoIWl6q_MPsp"
      "7n0zs3Z5ZaiQWOOzl1S9OhwAfSiiOwz6efnXEaxuTEtPd7BjSx7NaFka8Dx9U7YqXy2RFj1O9PjyaDGuRh7YXsX3iM"
      "USP_wSyHQg_c_qHRtKUsNSGCT7OZg0hzm2KphtjnayKJvC64vAbROBR4Ubg6Bxg9IQVZ-QYyE";
  for (const std::string& n : {close_primes, roca}) {
    CHECK(VerificationKey::from_jwk(samples::with(samples::rsa_jwk(), "n", samples::quoted(n))));
  }
}

TEST_CASE("K03: an RSA exponent is odd and has 17 to 33 bits") {
  using namespace std::string_literals;
  const Error unsupported = fail(Errc::key_unsupported, "e");
  check_refused({{rsa_with_exponent("\x01"), unsupported},
                 {rsa_with_exponent("\x02"), unsupported},
                 {rsa_with_exponent("\x03"), unsupported},
                 {rsa_with_exponent("\xff\xff"), unsupported},
                 {rsa_with_exponent("\x01\x00\x02"s), unsupported},
                 {rsa_with_exponent("\x02\x00\x00\x00\x01"s), unsupported},
                 {rsa_with_exponent("\x01\x00\x00\x00\x00\x00\x00\x00\x01"s), unsupported},
                 {rsa_with_exponent(std::string(512, '\x81')), unsupported},
                 {rsa_with_exponent("\0"s), fail(Errc::key_malformed, "e")},
                 {rsa_with_exponent("\0\x01\0\x01"s), fail(Errc::key_malformed, "e")}});
  CHECK(VerificationKey::from_jwk(rsa_with_exponent("\x01\x00\x01"s)));
  CHECK(VerificationKey::from_jwk(rsa_with_exponent("\x01\xff\xff\xff\xff"s)));
}

TEST_CASE("K04: a private RSA key has all its CRT values, and they fit together") {
  const std::string jwk = samples::rsa_jwk();
  const auto members = samples::members(jwk);
  std::string d_only = jwk;
  for (const char* const name : {"p", "q", "dp", "dq", "qi"}) {
    d_only = samples::without(d_only, name);
    check_signing_refused({{samples::without(jwk, name), fail(Errc::key_malformed, name)}});
  }
  const std::string swapped = samples::with(samples::with(jwk, "p", members.at("q")), "q", members.at("p"));
  std::vector<Row> rows{{d_only, fail(Errc::key_malformed, "p")},
                        {samples::without(jwk, "d"), fail(Errc::key_malformed, "d")},
                        {swapped, malformed},
                        {samples::with(jwk, "oth", "[]"), fail(Errc::key_unsupported, "oth")},
                        {samples::with(jwk, "p", R"("AA")"), fail(Errc::key_malformed, "p")},
                        {samples::with(jwk, "p", R"("AQ")"), malformed}};
  // Another number of the same key in the place of each.
  for (const char* const name : {"d", "p", "q", "dp", "dq", "qi"}) {
    rows.push_back(
        {samples::with(jwk, name, members.at(std::string_view{name} == "qi" ? "dq" : "qi")), malformed});
  }
  rows.push_back({samples::with(jwk, "d", members.at("n")), malformed});
  std::string other_n = members.at("n");
  other_n[100] = other_n[100] == 'A' ? 'B' : 'A';
  rows.push_back({samples::with(jwk, "n", other_n), malformed});  // all fits, but p·q is not n
  check_signing_refused(rows);
}

TEST_CASE("K04: with both factors and all that follows from them exchanged the key is good") {
  const auto members = samples::members(samples::rsa_jwk());
  auto exchanged = members;
  exchanged["p"] = members.at("q");
  exchanged["q"] = members.at("p");
  exchanged["dp"] = members.at("dq");
  exchanged["dq"] = members.at("dp");
  // q^-1 mod p of RFC 7515 A.2 with the factors exchanged, computed with Python's pow(q, -1, p).
  exchanged["qi"] =
      "\"nVW5DaWZ5cj3xmqFYxkc3YUG8bw-IMcraX9B1PyB-rPRp2w5PgPDHgFXLqSIj_8_"
      "SyXPdZwTblC4rhaRGB7QOxCQ0at86zOK2IFAF7zu4m3A66o2rcCwFBA7tZt0UmEDHIvMsaozbCKv6EojOF9LLsXFDJh7Ktfu4zIgm4"
      "_xryk\"";
  CHECK(SigningKey::from_jwk(samples::object(exchanged)));
}

TEST_CASE("K05: an EC coordinate has 32 bytes, and the point lies on the curve") {
  const std::string jwk = samples::ec_jwk();
  const std::string zero = quoted_base64url(std::string(32, '\0'));
  const auto at_least_p = quoted_base64url(std::string(32, '\xff'));
  for (const char* const name : {"x", "y"}) {
    const Error bad = fail(Errc::key_malformed, name);
    check_refused({{samples::with(jwk, name, quoted_base64url(std::string(31, 'x'))), bad},
                   {samples::with(jwk, name, quoted_base64url(std::string(33, 'x'))), bad},
                   {samples::without(jwk, name), bad},
                   {samples::with(jwk, name, "[]"), bad},
                   {samples::with(jwk, name, zero), malformed},
                   {samples::with(jwk, name, at_least_p), malformed},
                   {samples::with(jwk, name, quoted_base64url(std::string(32, 'x'))), malformed}});
  }
  check_refused({{samples::with(samples::with(jwk, "x", zero), "y", zero), malformed}});
}

TEST_CASE("K05: d must be 32 bytes in 1 .. n-1 and give the point") {
  const std::string jwk = samples::ec_jwk();
  // p - y of RFC 7515 A.3, computed with Python: the point with the other sign.
  const std::string flipped = samples::with(jwk, "y", "\"OA67MeRCZIJ40yASRhFGC0yWopJW9NtSdbnc13p3GlI\"");
  const std::string order = "\"_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE\"";  // n
  check_signing_refused(
      {{flipped, malformed},
       {samples::with(jwk, "d", quoted_base64url(std::string(32, '\0'))), malformed},
       {samples::with(jwk, "d", order), malformed},
       {samples::with(jwk, "d", quoted_base64url(std::string(31, 'd'))), fail(Errc::key_malformed, "d")},
       {samples::with(jwk, "d", quoted_base64url(std::string(33, 'd'))), fail(Errc::key_malformed, "d")},
       {samples::without(jwk, "d"), fail(Errc::key_malformed, "d")}});
  CHECK(VerificationKey::from_jwk(flipped));  // a point of the curve; the private part is not looked at
}

TEST_CASE("K06: Ed25519 x and d have 32 bytes and belong together") {
  const std::string jwk = samples::okp_jwk();
  for (const std::size_t size : {31U, 33U}) {
    const std::string bytes = quoted_base64url(std::string(size, 'x'));
    check_refused({{samples::with(jwk, "x", bytes), fail(Errc::key_malformed, "x")}});
    check_signing_refused({{samples::with(jwk, "d", bytes), fail(Errc::key_malformed, "d")}});
  }
  check_refused({{samples::without(jwk, "x"), fail(Errc::key_malformed, "x")}});
  check_signing_refused(
      {{samples::without(jwk, "d"), fail(Errc::key_malformed, "d")},
       {samples::with(jwk, "d", quoted_base64url(std::string(32, 'd'))), fail(Errc::key_malformed, "d")}});
}

TEST_CASE("T31: an Ed25519 point of small order or beyond the field is refused") {
  std::vector<std::string> small{std::string(32, '\0'), std::string(32, '\0'), std::string(32, '\xff')};
  small[1][0] = '\x01';
  small[2][0] = '\xec';
  small[2][31] = '\x7f';
  // The two of order 8 (their doubles have y = 0), computed with Python.
  small.push_back(*base64url_decode("JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU"));
  small.push_back(*base64url_decode("xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o"));
  for (std::string point : small) {
    check_refused(
        {{samples::with(samples::okp_jwk(), "x", quoted_base64url(point)), fail(Errc::key_too_weak, "x")}});
    point[31] = static_cast<char>(point[31] ^ '\x80');  // the sign of x
    check_refused(
        {{samples::with(samples::okp_jwk(), "x", quoted_base64url(point)), fail(Errc::key_too_weak, "x")}});
  }
  std::string beyond(32, '\xff');
  beyond[0] = '\xed';  // y = p, another spelling of 0
  beyond[31] = '\x7f';
  check_refused(
      {{samples::with(samples::okp_jwk(), "x", quoted_base64url(beyond)), fail(Errc::key_malformed, "x")}});
}

TEST_CASE("K08: k is strict base64url of at least 32 bytes") {
  const std::string jwk = samples::hmac_jwk();
  const Error bad = fail(Errc::key_malformed, "k");
  check_refused(
      {{samples::with(jwk, "k", R"("")"), bad},
       {samples::with(jwk, "k", "5"), bad},
       {samples::without(jwk, "k"), bad},
       {samples::with(jwk, "k", samples::quoted(base64url_encode(std::string(32, 'k')) + "=")), bad},
       {samples::with(jwk, "k", quoted_base64url("k")), fail(Errc::key_too_weak)},
       {samples::with(jwk, "k", quoted_base64url(std::string(31, 'k'))), fail(Errc::key_too_weak)},
       {samples::with(jwk, "k", quoted_base64url(std::string(1 << 20, 'k'))), malformed}});
  CHECK(VerificationKey::from_jwk(samples::with(jwk, "k", quoted_base64url(std::string(32, 'k')))));
}

TEST_CASE("K10: use and key_ops, where present, permit the operation and agree") {
  const std::string jwk = samples::ec_jwk();
  const Error use = fail(Errc::key_use_forbidden, "use");
  const Error ops = fail(Errc::key_use_forbidden, "key_ops");
  const Error bad_ops = fail(Errc::key_malformed, "key_ops");
  check_refused(
      {{samples::with(jwk, "use", R"("enc")"), use},
       {samples::with(jwk, "use", R"("")"), use},
       {samples::with(jwk, "use", "1"), fail(Errc::key_malformed, "use")},
       {samples::with(jwk, "key_ops", R"(["sign"])"), ops},
       {samples::with(jwk, "key_ops", "[]"), ops},
       {samples::with(jwk, "key_ops", R"(["encrypt"])"), ops},
       {samples::with(jwk, "key_ops", R"("verify")"), bad_ops},
       {samples::with(jwk, "key_ops", "[1]"), bad_ops},
       {samples::with(jwk, "key_ops", R"(["verify","verify"])"), bad_ops},
       {samples::with(samples::with(jwk, "use", R"("sig")"), "key_ops", R"(["verify","encrypt"])"), ops},
       {samples::with(samples::with(jwk, "use", R"("enc")"), "key_ops", R"(["verify"])"), use}});
  check_signing_refused({{samples::with(jwk, "key_ops", R"(["verify"])"), ops},
                         {samples::with(jwk, "key_ops", R"(["sign","sign"])"), bad_ops}});
  for (const char* const permitted :
       {R"(["verify"])", R"(["sign","verify"])", R"(["\u0076erify", "encrypt"])"}) {
    CHECK(VerificationKey::from_jwk(samples::with(jwk, "key_ops", permitted)));
  }
  CHECK(SigningKey::from_jwk(samples::with(samples::with(jwk, "use", R"("sig")"), "key_ops", R"(["sign"])")));
}

TEST_CASE("a kid is a string, and may be empty") {
  const std::string jwk = samples::okp_jwk();
  check_refused({{samples::with(jwk, "kid", "1"), fail(Errc::key_malformed, "kid")},
                 {samples::with(jwk, "kid", "null"), fail(Errc::key_malformed, "kid")}});
  const auto none = VerificationKey::from_jwk(jwk);
  const auto empty = VerificationKey::from_jwk(samples::with(jwk, "kid", R"("")"));
  REQUIRE(none);
  REQUIRE(empty);
  CHECK_FALSE(none->kid().has_value());
  CHECK(empty->kid() == "");
}

TEST_CASE("K16: a duplicate member is refused, and the error tells where") {
  const std::string jwk = R"({"kty":"oct","k":"AA","k":"AA"})";
  const auto key = VerificationKey::from_jwk(jwk);
  REQUIRE_FALSE(key);
  CHECK(key.error() == malformed);
  CHECK(key.error().position() == jwk.rfind("\"k\""));
  check_refused({{R"({"kty":"oct","\u006bty":"oct"})", malformed}});
}

TEST_CASE("T20: 100,000 members, a name of a megabyte and a number of a million digits are no JWK") {
  std::string many = R"({"kty":"oct")";
  for (int i = 0; i < 100'000; ++i) many += ",\"" + std::to_string(i) + "\":1";
  check_refused({{many + "}", malformed},
                 {"{\"" + std::string(1 << 20, 'n') + "\":1}", malformed},
                 {R"({"kty":)" + std::string(1'000'000, '9') + "}", malformed}});
}

TEST_CASE("T20: what is not one bounded JSON object is no JWK") {
  const std::string deep = R"({"kty":)" + std::string(100'000, '[') + '}';
  check_refused({{"", malformed},
                 {"[]", malformed},
                 {"\"" + samples::hmac_jwk() + "\"", malformed},
                 {samples::hmac_jwk() + "{}", malformed},
                 {R"({"kty":)" + std::string(17, '['), malformed},
                 {deep, malformed},
                 {samples::hmac_jwk() + std::string(Limits{}.key_text, ' '), malformed}});
  const std::string jwk = samples::hmac_jwk();
  CHECK(VerificationKey::from_jwk(jwk + std::string(Limits{}.key_text - jwk.size(), ' ')));
  CHECK(VerificationKey::from_jwk(jwk, {.key_text = jwk.size() - 1}).error() == malformed);
}
