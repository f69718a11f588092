// ClaimsSet: which claims are registered ones, how their dates are read, and which claims a check reads.
#include "signet/policy/claims_set.hpp"

#include <optional>
#include <string>

#include "signet/policy/rules.hpp"
#include "unit/policy/claims_text.hpp"

using namespace signet;
using namespace signet::rules;
using namespace signet_test;
using detail::Registered;
using detail::RegisteredClaims;

namespace {

struct DateRow {
  std::string number;
  std::optional<std::int64_t> down;  // microseconds
  std::int64_t up = 0;
};

RegisteredClaims registered_in(const std::string& json) {
  return RegisteredClaims{ClaimsText{json}.view().claims};
}

}  // namespace

TEST_CASE("the seven names of RFC 7519 and scope are registered, and no other of their length or look") {
  CHECK(detail::registered_claim("scope") == Registered::scope);
  CHECK(detail::registered_claim("iss") == Registered::iss);
  CHECK(detail::registered_claim("sub") == Registered::sub);
  CHECK(detail::registered_claim("aud") == Registered::aud);
  CHECK(detail::registered_claim("exp") == Registered::exp);
  CHECK(detail::registered_claim("nbf") == Registered::nbf);
  CHECK(detail::registered_claim("iat") == Registered::iat);
  CHECK(detail::registered_claim("jti") == Registered::jti);
  for (const std::string_view other :
       {std::string_view{"\0\0\0", 3}, std::string_view{"iss\0", 4}, std::string_view{"\xff\xff\xff", 3},
        std::string_view{"ISS"}, std::string_view{"is"}, std::string_view{"isss"}, std::string_view{""},
        std::string_view{"aup"}, std::string_view{"a p"}, std::string_view{"scop"}, std::string_view{"scopf"},
        std::string_view{"scopes"}, std::string_view{"sco"}, std::string_view{"scope\0", 6}}) {
    CAPTURE(other);
    CHECK(detail::registered_claim(other) == Registered::none);
  }
}

TEST_CASE("a registered claim is found in any place, whatever is written around it") {
  const ClaimsText claims{
      R"({"\u0000\u0000\u0000":1,"iss\u0000":1,"scopes":"x","scop":"x","a":{"sub":"x"},"\u0065xp":7,"jti":"j","iss":"i","aud":["a"],"nbf":"1","s\u0063ope":"x"})"};
  const JsonObject object = claims.view().claims;
  const RegisteredClaims registered{object};
  CHECK(registered.place_of(Registered::exp) == 5);
  CHECK(registered.place_of(Registered::jti) == 6);
  CHECK(registered.place_of(Registered::iss) == 7);
  CHECK(registered.place_of(Registered::scope) == 10);
  CHECK(registered.date(Registered::exp)->down == NumericDate::from_seconds(7));
  CHECK(registered.has_plain(Registered::jti));
  CHECK(registered.has(Registered::aud));
  CHECK(!registered.has_plain(Registered::aud));
  CHECK(!registered.texts_are_plain());
  CHECK(registered.has(Registered::nbf));
  CHECK(registered.date(Registered::nbf) == nullptr);
  CHECK(!registered.has(Registered::sub));
  CHECK(!registered.has(Registered::iat));
  CHECK(registered.date(Registered::iat) == nullptr);
}

TEST_CASE("reading another set forgets the one before") {
  RegisteredClaims registered = registered_in(R"({"iss":1,"exp":7})");
  CHECK(!registered.texts_are_plain());
  registered.read(ClaimsText{R"({"sub":"ann"})"}.view().claims);
  CHECK(!registered.has(Registered::iss));
  CHECK(registered.date(Registered::exp) == nullptr);
  CHECK(registered.has_plain(Registered::sub));
  CHECK(registered.texts_are_plain());
}

// RFC 7519 §2: a NumericDate is a JSON number of seconds, of which fractions are allowed.
TEST_CASE("a date is read exactly at each length and limit, and rounded only below the microsecond") {
  const std::int64_t last = 253'402'300'799'000'000;
  for (const DateRow& row : std::vector<DateRow>{
           {"0", 0, 0},
           {"-0", 0, 0},
           {"1", 1'000'000, 1'000'000},
           {"9999999", 9'999'999'000'000, 9'999'999'000'000},
           {"12345678", 12'345'678'000'000, 12'345'678'000'000},
           {"123456789", 123'456'789'000'000, 123'456'789'000'000},
           {"1234567890", 1'234'567'890'000'000, 1'234'567'890'000'000},
           {"9999999999", 9'999'999'999'000'000, 9'999'999'999'000'000},
           {"10000000000", 10'000'000'000'000'000, 10'000'000'000'000'000},
           {"253402300799", last, last},
           {"253402300800", std::nullopt},
           {"1000000000000", std::nullopt},
           {"18446744073709551617", std::nullopt},
           {"-1", std::nullopt},
           {"-1234567890", std::nullopt},
           {"1234567.89", 1'234'567'890'000, 1'234'567'890'000},
           {"12345678.9", 12'345'678'900'000, 12'345'678'900'000},
           {"123456789e1", 1'234'567'890'000'000, 1'234'567'890'000'000},
           {"12345678e1", 123'456'780'000'000, 123'456'780'000'000},
           {"12345678E2", 1'234'567'800'000'000, 1'234'567'800'000'000},
           {"1.7e9", 1'700'000'000'000'000, 1'700'000'000'000'000},
           {"0.000001", 1, 1},
           {"0.0000001", 0, 1},
           {"1.0000001", 1'000'000, 1'000'001},
           {"1.9999999", 1'999'999, 2'000'000},
           {"253402300798.9999999", last - 1, last},
           {"253402300799.0000001", std::nullopt},
           {"1e400", std::nullopt},
       }) {
    CAPTURE(row.number);
    const RegisteredClaims registered = registered_in(R"({"exp":)" + row.number + "}");
    CHECK(registered.has(Registered::exp));
    const auto* const date = registered.date(Registered::exp);
    CHECK((date != nullptr) == row.down.has_value());
    if (date == nullptr || !row.down) continue;
    CHECK(date->down.microseconds() == *row.down);
    CHECK(date->up.microseconds() == row.up);
  }
}

TEST_CASE("a date is no string, and each of the three is read by itself") {
  const RegisteredClaims registered = registered_in(R"({"iat":3,"nbf":"2","exp":1.5})");
  CHECK(registered.date(Registered::exp)->down == NumericDate::from_microseconds(1'500'000));
  CHECK(registered.date(Registered::nbf) == nullptr);
  CHECK(registered.date(Registered::iat)->up == NumericDate::from_seconds(3));
}

TEST_CASE("claims put in place of those that a view began with are the ones that are checked") {
  const ClaimsText first{R"({"iss":"a","exp":1700000001})"};
  const ClaimsText second{R"({"exp":1699999999,"iss":"b"})"};
  const RegisteredClaims known{first.view().claims};
  TokenView view = first.view();
  view.claims = ClaimsSet{first.view().claims, known};
  REQUIRE(view.claims.registered() == &known);
  CHECK(verdict_of(issuer("a").check(view, noon)) == "accepted");
  CHECK(verdict_of(expires().check(view, noon)) == "accepted");

  const JsonObject other = second.view().claims;
  view.claims = other;
  CHECK(view.claims.registered() == nullptr);
  CHECK(verdict_of(issuer("a").check(view, noon)) == "claim_mismatch iss");
  CHECK(verdict_of(issuer("b").check(view, noon)) == "accepted");
  CHECK(verdict_of(expires().check(view, noon)) == "token_expired exp");
}

TEST_CASE("a set without claims has no registered ones") {
  CHECK(verdict_of(issuer("a").check(TokenView{}, noon)) == "claim_missing iss");
  CHECK(verdict_of(expires().check(TokenView{}, noon)) == "claim_missing exp");
  CHECK(RegisteredClaims{}.texts_are_plain());
  CHECK(!RegisteredClaims{}.has(Registered::none));
  CHECK(registered_in(R"({"scope":["x"]})").texts_are_plain());  // what scope is, RFC 7519 does not say
}
