// The form of a revocation or introspection request, and what becomes of its token.
#include "signet/grant/token_request.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "signet/grant/introspect.hpp"
#include "signet/grant/revoke.hpp"
#include "signet/grant/service_keys.hpp"

using namespace signet;

namespace {

constexpr NumericDate noon = NumericDate::from_seconds(1'700'000'000);

/// The token of a form; `!` when it is refused as malformed.
std::string token_of(const std::string& form) {
  const auto token = read_token_request(form);
  if (token) return std::string{token->expose_text()};
  CHECK(token.error() == fail(Errc::request_malformed));
  return "!";
}

std::string parameters(int count) {
  std::string form = "token=t";
  for (int i = 1; i < count; ++i) form += "&p" + std::to_string(i) + "=";
  return form;
}

TokenRevoker failing_with(Errc code) {
  return [code](std::string_view, NumericDate) -> Result<Revocation> { return fail(code); };
}

ActiveToken active_token() {
  return {.token_type = "Bearer",
          .expires_at = noon + Seconds::of(900),
          .issued_at = noon,
          .not_before = noon,
          .subject = "1",
          .issuer = "jwt-\"microservice\"",
          .id = "7d444840-9dc0-41d1-b245-5ffdce74fad2"};
}

}  // namespace

TEST_CASE("the token of a form is decoded; hints and other parameters are skipped") {
  struct Row {
    const char* form;
    const char* token;
  };
  for (const Row& row : {
           // the request of RFC 7009 §2.1
           Row{"token=45ghiukldjahdnhzdauz&token_type_hint=refresh_token", "45ghiukldjahdnhzdauz"},
           Row{"token_type_hint=pat&token=a", "a"},
           Row{"token=a%2Eb%2ec+d", "a.b.c d"},
           Row{"%74oken=a=b", "a=b"},
           Row{"token=a&", "a"},
       }) {
    CAPTURE(row.form);
    CHECK(token_of(row.form) == row.token);
  }
  CHECK(token_of("token=%00") == std::string(1, '\0'));
}

TEST_CASE("R16: a form without one token, with a parameter twice or badly encoded is malformed") {
  for (const char* form :
       {"", "token=", "token_type_hint=refresh_token", "Token=a", "token", "token&token=a", "&token=a",
        "token=a&token=a", "token=a&token=b", "token=&token=a", "token=a&%74oken=b", "token=a&x=1&x=2",
        "token=a&token_type_hint=x&token_type_hint=x", "token=%", "token=%4", "token=%4g", "token=a&%zz=b",
        R"({"token":"a"})"}) {
    CAPTURE(form);
    CHECK(token_of(form) == "!");
  }
  CHECK(token_of(parameters(32)) == "t");
  CHECK(token_of(parameters(33)) == "!");
}

TEST_CASE("a revoker's finding is told, and what is no token of the service was not active") {
  const auto found = [](Revocation what) {
    return [what](std::string_view token, NumericDate now) -> Result<Revocation> {
      CHECK(token == "a.b");
      CHECK(now == noon);
      return what;
    };
  };
  for (const Revocation what : {Revocation::revoked, Revocation::was_not_active}) {
    const auto told = revoke_token("token=a.b", found(what), noon);
    REQUIRE(told.has_value());
    CHECK(*told == what);
  }
  for (const Errc code : {Errc::token_malformed, Errc::signature_invalid, Errc::token_expired,
                          Errc::session_ended, Errc::refresh_token_invalid, Errc::key_not_found}) {
    CAPTURE(to_string(code));
    const auto told = revoke_token("token=a.b", failing_with(code), noon);
    REQUIRE(told.has_value());
    CHECK(*told == Revocation::was_not_active);  // RFC 7009 §2.2
  }
}

TEST_CASE("what leaves a token alive is never told as revoked") {
  for (const Errc code : {Errc::typ_mismatch, Errc::forbidden, Errc::throttled, Errc::store_unavailable,
                          Errc::revoke_unconfirmed, Errc::keys_unavailable, Errc::internal_error}) {
    CAPTURE(to_string(code));
    CHECK(revoke_token("token=a.b", failing_with(code), noon).error() == fail(code));
  }
  CHECK(revoke_token("", failing_with(Errc::internal_error), noon).error() == fail(Errc::request_malformed));
}

TEST_CASE("an active token is told with the members of RFC 7662 §2.2, its type only if it has one") {
  ActiveToken token = active_token();
  const auto tell = [&token](std::string_view, NumericDate) -> Result<ActiveToken> { return token; };
  const std::string rest =
      R"("exp":1700000900,"iat":1700000000,"nbf":1700000000,"sub":"1","iss":"jwt-\"microservice\"",)"
      R"("jti":"7d444840-9dc0-41d1-b245-5ffdce74fad2"})";
  CHECK(*introspect_token("token=a", tell, noon) == R"({"active":true,"token_type":"Bearer",)" + rest);
  token.token_type.clear();
  CHECK(*introspect_token("token=a", tell, noon) == R"({"active":true,)" + rest);
  token.issuer = "\xff";
  CHECK(introspect_token("token=a", tell, noon).error() == fail(Errc::internal_error));
}

TEST_CASE("whatever is not active is told by active:false alone; a failure of ours is none") {
  const auto failing = [](Errc code) {
    return introspect_token(
        "token=a", [code](std::string_view, NumericDate) -> Result<ActiveToken> { return fail(code, "exp"); },
        noon);
  };
  for (const Errc code : {Errc::token_malformed, Errc::signature_invalid, Errc::token_expired,
                          Errc::session_ended, Errc::refresh_token_invalid}) {
    CAPTURE(to_string(code));
    CHECK(*failing(code) == R"({"active":false})");
  }
  CHECK(failing(Errc::store_unavailable).error() == fail(Errc::store_unavailable, "exp"));
  CHECK(failing(Errc::keys_unavailable).error() == fail(Errc::keys_unavailable, "exp"));
}

TEST_CASE("a service key is found wherever it stands, and nothing else is one") {
  std::vector<SecretBytes> keys;
  CHECK_FALSE(is_service_key("", keys));
  keys.push_back(SecretBytes::copy_of(std::string(32, 'a')));
  keys.push_back(SecretBytes::copy_of(std::string(32, 'b')));
  CHECK(is_service_key(std::string(32, 'a'), keys));
  CHECK(is_service_key(std::string(32, 'b'), keys));
  for (const std::string& shown :
       {std::string{}, std::string(31, 'a'), std::string(33, 'a'), std::string(32, 'A')}) {
    CAPTURE(shown);
    CHECK_FALSE(is_service_key(shown, keys));
  }
}
