// Making of JWS in each serialization: what the RFCs print, what verification reads, what is refused.
#include "signet/jose/sign_jws.hpp"

#include "unit/jose/jws_texts.hpp"

using namespace signet;
using namespace samples;

namespace {
Error invalid(std::string_view option) { return fail(Errc::option_invalid, option); }

// The error to making a flattened JWS.
Error refusal(const NewSignature& signature, const JwsPayload& payload = {.bytes = "{}"}) {
  const auto jws = sign_flattened_jws(payload, signature);
  return jws ? Error{Errc::internal_error} : jws.error();
}
}  // namespace

TEST_CASE("HMAC signatures are those that RFC 7515 A.1 and RFC 7797 §4 print") {
  CHECK(*sign_compact_jws({.bytes = "$.02"}, {.key = hmac()}) ==
        "eyJhbGciOiJIUzI1NiJ9.JC4wMg.5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ");
  CHECK(*sign_compact_jws({.bytes = "$.02", .detached = true, .unencoded = true}, {.key = hmac()}) ==
        "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.."
        "A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY");
  CHECK(*sign_flattened_jws({.bytes = "$.02", .unencoded = true}, {.key = hmac()}) ==
        R"({"payload":"$.02","protected":"eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19",)"
        R"("signature":"A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY"})");
}

TEST_CASE("general JSON by the keys of RFC 7515 A.6 is what the RFC prints, random signatures aside") {
  const std::string printed = rfc7515("A.6.jwsg");
  const auto payload = base64url_decode(unquoted(samples::members(printed)["payload"]));
  const std::vector<NewSignature> signatures{
      {.key = signing_key(rsa_jwk()), .unprotected_members = R"({"kid":"2010-12-29"})"},
      {.key = ec(), .unprotected_members = R"({"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"})"}};
  const auto made = sign_general_jws({.bytes = *payload}, signatures);
  REQUIRE(made);
  const std::size_t random = printed.rfind("\"signature\"");
  CHECK(made->size() + 1 >= printed.size());
  CHECK(made->substr(0, random) == printed.substr(0, random));
}

TEST_CASE("what was signed verifies, in each serialization and with each form of the payload") {
  const std::vector<NewSignature> signatures{{.key = hmac()}, {.key = ec()}, {.key = okp()}};
  for (const bool detached : {false, true}) {
    for (const bool unencoded : {false, true}) {
      const JwsPayload payload{.bytes = "some text", .detached = detached, .unencoded = unencoded};
      JwsOptions options;
      if (detached) options.detached_payload = payload.bytes;
      for (const auto& made :
           {sign_compact_jws(payload, signatures[0]), sign_flattened_jws(payload, signatures[1]),
            sign_general_jws(payload, signatures)}) {
        REQUIRE(made);
        const auto jws = verify_jws(*made, three_keys(), three_algorithms, options);
        REQUIRE(jws);
        CHECK(jws->payload() == payload.bytes);
      }
    }
  }
}

TEST_CASE("members, kid and critical names stand in the header that they were given for") {
  const NewSignature signature{.key = hmac().with_kid("a"),
                               .protected_members = " {\"typ\":\"x\", \"exp\":1}\n",
                               .unprotected_members = R"({"own":[2]})",
                               .critical = {"exp"}};
  const auto made = sign_flattened_jws({.bytes = "{}"}, signature);
  REQUIRE(made);
  CHECK(samples::members(*made)["header"] == R"({"own":[2]})");
  CHECK(samples::verify(*made) == "crit_unsupported crit");
  const auto jws = verify_jws(*made, three_keys(), three_algorithms, {.critical = {"exp"}});
  REQUIRE(jws);
  CHECK(jws->signatures().front().kid() == "a");
  CHECK(jws->signatures().front().protected_text() ==
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"kid\":\"a\",\"typ\":\"x\", \"exp\":1}\n");
}

TEST_CASE("protected members are refused where they are no object or say what is written here") {
  for (const std::string_view members :
       {"{}", " ", "[]", "1", "\"typ\":\"x\"", R"({"typ":"x"}{})", R"({"typ":"x"},"a":{})",
        R"({"a":1,"a":2})", R"({"alg":"HS256"})", R"({"\u0061lg":"none"})", R"({"kid":1})", R"({"typ":1})",
        R"({"cty":[]})", R"({"zip":"DEF"})", R"({"b64":false})", R"({"b64":true})"}) {
    CAPTURE(members);
    CHECK(refusal({.key = hmac(), .protected_members = members}) == invalid("protected_members"));
  }
  CHECK(refusal({.key = hmac().with_kid("a"), .protected_members = R"({"kid":"b"})"}) ==
        invalid("protected_members"));
  CHECK(refusal({.key = hmac(), .protected_members = R"({"b64":false})"},
                {.bytes = "{}", .unencoded = true}) == invalid("protected_members"));
  CHECK(sign_flattened_jws({.bytes = "{}"}, {.key = hmac(), .protected_members = R"({"kid":"b"})"}));
}

TEST_CASE("critical names are protected members that RFC 7515 does not define") {
  const auto refused = [&](std::vector<std::string> critical, std::string_view members) {
    return refusal({.key = hmac(), .protected_members = members, .critical = std::move(critical)});
  };
  CHECK(refused({"exp"}, R"({"typ":"x"})") == invalid("critical"));
  CHECK(refused({"exp"}, {}) == invalid("critical"));
  CHECK(refused({"exp", "exp"}, R"({"exp":1})") == invalid("critical"));
  CHECK(refused({"typ"}, R"({"typ":"x"})") == invalid("critical"));
  CHECK(refused({"alg"}, {}) == invalid("critical"));
  CHECK(refused({"b64"}, R"({"b64":false})") == invalid("protected_members"));
  CHECK(refused({}, R"({"exp":1,"crit":["exp"]})") == invalid("critical"));
  CHECK(refused({"exp"}, R"({"exp":1,"crit":["exp"]})") == invalid("protected_members"));
  CHECK(refusal({.key = hmac(), .critical = {"b64"}}, {.bytes = "a", .unencoded = true}) ==
        invalid("critical"));
}

TEST_CASE("unprotected members repeat no protected one, and are not for compact serialization") {
  for (const std::string_view members : {"{}", "[]", R"({"a":1}{})", R"({"alg":"HS256"})", R"({"typ":"x"})",
                                         R"({"crit":["b64"]})", R"({"b64":true})", R"({"kid":1})"}) {
    CAPTURE(members);
    CHECK(refusal({.key = hmac(), .protected_members = R"({"typ":"y"})", .unprotected_members = members}) ==
          invalid("unprotected_members"));
  }
  CHECK(sign_compact_jws({.bytes = "{}"}, {.key = hmac(), .unprotected_members = R"({"a":1})"}).error() ==
        invalid("unprotected_members"));
}

TEST_CASE("an unencoded payload is refused where it could not stand (RFC 7797 §5)") {
  for (const char* const bytes : {"$.02", "a\n", "\x7f", "\xc3\xa4"}) {
    const JwsPayload payload{.bytes = bytes, .unencoded = true};
    CHECK(sign_compact_jws(payload, {.key = hmac()}).error() == invalid("payload"));
    CHECK(sign_compact_jws({.bytes = bytes, .detached = true, .unencoded = true}, {.key = hmac()}));
    CHECK(sign_flattened_jws(payload, {.key = hmac()}));
  }
  CHECK(sign_compact_jws({.bytes = " !-/~", .unencoded = true}, {.key = hmac()}));
  const JwsPayload no_text{.bytes = "\xff", .unencoded = true};
  CHECK(sign_flattened_jws(no_text, {.key = hmac()}).error() == fail(Errc::utf8_invalid));
  CHECK(sign_general_jws(no_text, std::vector<NewSignature>{{.key = hmac()}}).error() ==
        fail(Errc::utf8_invalid));
  CHECK(sign_flattened_jws({.bytes = "\xff"}, {.key = hmac()}));
}

TEST_CASE("what cannot be signed by one of several keys is not signed at all") {
  const std::vector<NewSignature> signatures{{.key = hmac()}, {.key = ec().with_kid("\xff")}};
  CHECK(sign_general_jws({.bytes = "{}"}, signatures).error() == fail(Errc::utf8_invalid));
  CHECK(sign_general_jws({.bytes = "{}"}, {}).error() == invalid("signatures"));
}
