// The rows T whose inputs are long lists or large: forms of a public key, base64url, kids, sizes, RFC 7515
// keys in headers.
#include <algorithm>
#include <string>
#include <vector>

#include "signet/jose/key_set.hpp"
#include "unit/jose/sample_keys.hpp"
#include "unit/token/tokens.hpp"

using namespace signet;
using namespace signet_test;

namespace {

std::string with_crlf(const std::string& text) {
  std::string lines;
  for (const char c : text) lines += c == '\n' ? "\r\n" : std::string(1, c);
  return lines;
}

// A length of four bytes, then the bytes (RFC 4251 §5).
std::string ssh_string(std::string_view bytes) {
  return std::string(2, '\0') + static_cast<char>(bytes.size() >> 8U) + static_cast<char>(bytes.size()) +
         std::string(bytes);
}

std::string base64(std::string_view bytes) {
  std::string text = base64url_encode(bytes);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  return text + std::string((4 - text.size() % 4) % 4, '=');
}

std::string text_member(const std::string& jwk, const char* name) {
  const std::string quoted = samples::members(jwk).at(name);
  return quoted.substr(1, quoted.size() - 2);
}

// The line of an authorized_keys file, as ssh-keygen writes it (RFC 4253 §6.6).
std::string ssh_line(const std::string& rsa_jwk) {
  const std::string n = *base64url_decode(text_member(rsa_jwk, "n"));
  const std::string e = *base64url_decode(text_member(rsa_jwk, "e"));
  return "ssh-rsa " + base64(ssh_string("ssh-rsa") + ssh_string(e) + ssh_string('\0' + n)) + " ann@example\n";
}

// What an attacker may think that the verifier takes the public key for.
std::vector<std::string> forms_of(const std::string& file, const VerificationKey& key) {
  const std::string pem = samples::file(file);
  const std::string jwk = *key.to_jwk();
  std::vector<std::string> forms{pem,        pem.substr(0, pem.size() - 1), with_crlf(pem),     " " + pem,
                                 "\t" + pem, "\xef\xbb\xbf" + pem,          samples::der(file), jwk};
  if (key.algorithm() == Algorithm::RS256) {
    forms.push_back(ssh_line(jwk));
    forms.push_back(*base64url_decode(text_member(jwk, "n")));
    forms.push_back(text_member(jwk, "n"));
  }
  return forms;
}

TokenVerifier verifier_of(AlgorithmSet accepted, const VerificationKey& key) {
  return built({.algorithms = accepted, .keys = KeySource::from(key), .policy = api_policy()});
}

std::string token_with_header(const std::string& members) {
  return token_of(hs256(), R"({"alg":"HS256",)" + members + "}", good_claims);
}

// Texts that are no base64url, or not the only one of their bytes, made of one that is.
std::vector<std::string> spoiled(const std::string& good) {
  std::string middle = good;
  std::vector<std::string> texts{good + "=",     good + "==", good + "%3D",
                                 good + " ",     good + "\n", "\n" + good,
                                 " " + good,     good + "\r", good + std::string(1, '\0'),
                                 good + "\uff21"};
  for (const char c : {'+', '/', '=', ' ', '\n', '\t', '\0', '%', '?', '~', '\x7f', '\x80', '"'}) {
    middle[good.size() / 2] = c;
    texts.push_back(middle);
  }
  std::string one_over = good;
  while (one_over.size() % 4 != 1) one_over += 'A';
  texts.push_back(one_over);
  // Two characters more carry one byte and four bits, which must be zero.
  if (good.size() % 4 == 0) texts.push_back(good + "AB");
  return texts;
}

}  // namespace

TEST_CASE("T04: no form of an RSA or EC public key is an HMAC secret, whatever is accepted") {
  for (const auto& [file, algorithm] :
       {std::pair{"rsa2048.public.pem", Algorithm::RS256}, std::pair{"p256.public.pem", Algorithm::ES256}}) {
    const auto key = VerificationKey::from_pem(samples::file(file), algorithm);
    REQUIRE(key.has_value());
    const std::vector<std::string> forms = forms_of(file, *key);
    for (std::size_t i = 0; i < forms.size(); ++i) {
      CAPTURE(i);
      const std::string token = hmac_token(forms[i]);
      CHECK(verdict(verifier_of({algorithm}, *key), token) == "algorithm_not_allowed");
      CHECK(verdict(verifier_of({algorithm, Algorithm::HS256}, *key), token) == "key_not_found");
      CHECK(verdict(verifier_of(all_algorithms, *key), token) == "key_not_found");
    }
  }
}

TEST_CASE("T04: nor does an HMAC key come of such a form, but for the bare number of an RSA key") {
  const auto key = VerificationKey::from_pem(samples::file("rsa2048.public.pem"), Algorithm::RS256);
  const std::vector<std::string> forms = forms_of("rsa2048.public.pem", *key);
  for (std::size_t i = 0; i < forms.size() - 2; ++i) {
    CAPTURE(i);
    CHECK(verdict_of(VerificationKey::from_secret(SecretBytes::copy_of(forms[i]), Algorithm::HS256)) ==
          "key_is_text");
  }
}

TEST_CASE("T05: nor among RSA keys without alg") {
  const std::string jwk = samples::rsa_jwk();
  REQUIRE(jwk.find("\"alg\"") == std::string::npos);
  const auto keys = KeySet::parse(R"({"keys":[)" + jwk + "]}");
  REQUIRE(keys.has_value());
  const auto verifier =
      built({.algorithms = all_algorithms, .keys = KeySource::from(*keys), .policy = api_policy()});
  CHECK(verdict(verifier, hmac_token("")) == "key_not_found");
}

TEST_CASE("T07: an address in the header, however it is dressed up, changes nothing") {
  for (const char* const url :
       {"https://evil.example/jwks", "https://id.example@evil.example/jwks",
        "https://id.example.evil.example/jwks", "https://id.example/redirect?to=https://evil.example/jwks",
        "file:///etc/passwd", "http://169.254.169.254/latest/meta-data", "http://[::1]/jwks",
        "gopher://localhost:6379/_FLUSHALL"}) {
    for (const char* const name : {"jku", "x5u"}) {
      CAPTURE(url);
      const std::string header =
          R"({"alg":"ES256",")" + std::string{name} + R"(":")" + std::string{url} + "\"}";
      const auto verifier = verifier_of({Algorithm::ES256}, key_of(Algorithm::ES256).verification_key());
      const auto attacker = SigningKey::from_pem(samples::file("p256.private.pem"), Algorithm::ES256);
      CHECK(verdict(verifier, token_of(*attacker, header, good_claims)) == "signature_invalid");
      CHECK(verdict(verifier, token_of(key_of(Algorithm::ES256), header, good_claims)) == "accepted");
    }
  }
}

TEST_CASE("T08: a certificate in the header, whose key signed the token, is not looked at") {
  const auto attacker = SigningKey::from_pem(samples::file("p256.private.pem"), Algorithm::ES256);
  REQUIRE(attacker.has_value());
  const auto verifier = verifier_of({Algorithm::ES256}, key_of(Algorithm::ES256).verification_key());
  const std::string x5c = R"("x5c":[")" + base64(samples::der("certificate.pem")) + R"("])";
  for (const std::string& member :
       {x5c, x5c + R"(,"x5t#S256":"AAAA")", std::string{R"("x5t#S256":"AAAA")"}}) {
    const std::string header = R"({"alg":"ES256",)" + member + "}";
    CHECK(verdict(verifier, token_of(*attacker, header, good_claims)) == "signature_invalid");
    CHECK(verdict(verifier, token_of(key_of(Algorithm::ES256), header, good_claims)) == "accepted");
  }
}

TEST_CASE("T09: a kid of any content finds nothing, and one of a megabyte is not read") {
  auto options = options_of(api_policy());
  options.keys = KeySource::from(hs256().with_kid("k1").verification_key());
  const auto verifier = built(options);
  for (const char* const kid :
       {"/etc/passwd", "..\\\\..\\\\nul", "' UNION SELECT 'k1", "$(reboot)", "k1\\u0000",
        "k1\\r\\nlevel=error", "%00", "*", "__proto__", "constructor", "", "K1", " k1"}) {
    CAPTURE(kid);
    CHECK(verdict(verifier, token_with_header(R"("kid":")" + std::string{kid} + "\"")) == "key_not_found");
  }
  for (const char* const kid : {"1", "null", "true", R"(["k1"])", R"({"k1":"k1"})"}) {
    CAPTURE(kid);
    CHECK(verdict(verifier, token_with_header(R"("kid":)" + std::string{kid})) == "header_malformed kid");
  }
  CHECK(verdict(verifier, token_with_header(R"("kid":")" + std::string(1 << 20, 'k') + "\"")) ==
        "token_too_large");
}

TEST_CASE("T14: a million dots are refused by size, and as many as fit by count") {
  CHECK(verdict(std::string(1'000'000, '.')) == "token_too_large");
  auto options = options_of(api_policy());
  options.limits.token = 65'536;
  CHECK(verdict(built(options), std::string(65'536, '.')) == "token_malformed");
  CHECK(verdict("." + token_of(good_claims)) == "token_malformed");
  CHECK(verdict(token_of(good_claims) + ".") == "token_malformed");
}

TEST_CASE("T15: each part is strict base64url, also where what is wrong was signed") {
  const std::string header = base64url_encode(R"({"alg":"HS256"})");
  const std::string payload = base64url_encode(R"({"aud":"api","exp":1700000600})");
  for (const std::string& text : spoiled(header)) {
    CAPTURE(text);
    CHECK(verdict(signed_input(hs256(), text + "." + payload)) == "base64url_invalid");
  }
  for (const std::string& text : spoiled(payload)) {
    CAPTURE(text);
    CHECK(verdict(signed_input(hs256(), header + "." + text)) == "base64url_invalid");
  }
  const std::string token = signed_input(hs256(), header + "." + payload);
  REQUIRE(verdict(token) == "accepted");
  const std::size_t signature = token.rfind('.') + 1;
  for (const std::string& text : spoiled(token.substr(signature))) {
    CAPTURE(text);
    CHECK(verdict(token.substr(0, signature) + text) == "base64url_invalid");
  }
}

TEST_CASE("T17 T18: neither white space, UTF-16 nor UTF-32 is a header or a payload") {
  const std::string text = R"({"alg":"HS256"})";
  std::string utf16;
  std::string utf32;
  for (const char c : text) {
    utf16 += std::string(1, c) + '\0';
    utf32 += std::string(1, c) + std::string(3, '\0');
  }
  struct Row {
    std::string text;
    std::string verdict;
  };
  for (const Row& row :
       {Row{" ", "json_malformed"}, Row{utf16, "json_malformed"}, Row{utf32, "json_malformed"},
        Row{"\xff\xfe" + utf16, "utf8_invalid"}, Row{text + "\xc0\xaf", "utf8_invalid"},
        Row{R"({"a":")"
            "\xc0\xaf"
            R"("})",
            "utf8_invalid"}}) {
    CAPTURE(row.text);
    CHECK(verdict(token_of(hs256(), row.text, good_claims)) == row.verdict);
    CHECK(verdict(token_of(row.text)) == row.verdict);
  }
}

TEST_CASE("T20 T21: nesting, members, names and numbers without end are refused by the token's size") {
  const std::string deep = R"({"x":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  const std::string name = "{\"" + std::string(1 << 20, 'n') + "\":1}";
  const std::string number = R"({"x":)" + std::string(1'000'000, '9') + "}";
  std::string many = R"({"x":1)";
  for (int i = 0; i < 100'000; ++i) many += ",\"" + std::to_string(i) + "\":1";
  for (const std::string& text : {deep, name, number, many + "}"}) {
    CHECK(verdict(token_of(hs256(), text, good_claims)) == "token_too_large");
    CHECK(verdict(token_of(text)) == "token_too_large");
  }
  CHECK(verdict(std::string(1 << 20, 'e')) == "token_too_large");
}

TEST_CASE("T20: as much of it as fits the largest limits is refused by what it is") {
  auto options = options_of(api_policy());
  options.limits = {.token = 65'536, .header = 65'536, .depth = 64};
  const auto verifier = built(options);
  const std::string claims = R"({"aud":"api","exp":1700000600,"x":)";
  const std::string deep = std::string(20'000, '[') + std::string(20'000, ']');
  CHECK(verdict(verifier, token_of(claims + deep + "}")) == "json_too_deep");
  CHECK(verdict(verifier, token_of(hs256(), R"({"alg":"HS256","x":)" + deep + "}", good_claims)) ==
        "json_too_deep");
  std::string many = claims + "1";
  for (int i = 0; i < 253; ++i) many += ",\"" + std::to_string(i) + "\":1";
  CHECK(verdict(verifier, token_of(many + "}")) == "accepted");
  CHECK(verdict(verifier, token_of(many + R"(,"one more":1})")) == "json_too_many_members");
  CHECK(verdict(verifier, token_of(claims + std::string(40'000, '9') + "}")) == "accepted");
}

TEST_CASE("T25: a key on one curve takes no token of another's algorithm, for each two") {
  constexpr Algorithm on_curves[] = {Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::ES256K};
  for (const Algorithm of_key : on_curves) {
    for (const Algorithm of_token : on_curves) {
      if (of_key == of_token) continue;
      CAPTURE(to_string(of_key));
      CAPTURE(to_string(of_token));
      const std::string header = R"({"alg":")" + std::string{to_string(of_token)} + "\"}";
      const VerificationKey key = key_of(of_key).verification_key();
      const std::string token = token_of(key_of(of_key), header, good_claims);
      CHECK(verdict(verifier_of({of_token}, key), token) == "key_not_found");
      CHECK(verdict(verifier_of({of_key}, key), token) == "algorithm_not_allowed");
    }
  }
}

TEST_CASE("T36: a token inside a token, ten deep, is no claims set, whatever cty says") {
  std::string token = token_of(good_claims);
  for (int depth = 0; depth < 10; ++depth) {
    token = token_of(hs256(), R"({"alg":"HS256","cty":"JWT"})", token);
    CHECK(verdict(token) == "json_malformed");
  }
}

TEST_CASE("T40: to a client, a token of a bad form, key, signature or time is one and the same") {
  for (const std::string& token :
       {std::string{"x"}, std::string{"e30.e30."}, token_of(hs256(), R"({"alg":"none"})", good_claims),
        token_of(key_of(Algorithm::ES256), R"({"alg":"ES256"})", good_claims),
        hmac_token(std::string(32, 'k')), token_of(R"({"aud":"api","exp":1})"),
        token_of(R"({"aud":"web","exp":1700000600})"), token_of("{}")}) {
    static const auto verifier = built(options_of(api_policy()));
    const auto result = verifier.verify(token, noon);
    REQUIRE_FALSE(result.has_value());
    CAPTURE(to_string(result.error().code()));
    CHECK(row_of(result.error().code()).http_status == 401);
    CHECK(row_of(result.error().code()).bearer == "invalid_token");
  }
}
