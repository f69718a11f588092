// What a DenyList refuses, for how long it keeps what, and what it takes when it is full.
#include "unit/token/caches.hpp"

using namespace signet;
using namespace signet_test;

namespace {

constexpr auto later = noon + minute;
constexpr auto largest_leeway = Seconds::of(600);

std::string verdict_by(const DenyList& list, std::string_view claims) {
  return verdict(asking(list.check()), token_of(claims));
}

std::string token_id(int number) { return "token " + std::to_string(number); }

}  // namespace

TEST_CASE("a denied jti, sid or sub refuses the tokens that have it, and no others") {
  auto list = deny_list();
  REQUIRE(list.deny_token("a", later, noon).has_value());
  REQUIRE(list.deny_session("b", later, noon).has_value());
  REQUIRE(list.deny_subject("c", noon, later, noon).has_value());
  CHECK(list.size() == 3);
  const struct {
    std::string_view claims, verdict;
  } rows[] = {{R"({"jti":"a"})", "token_revoked jti"},
              {R"({"sid":"b"})", "token_revoked sid"},
              {R"({"sub":"c"})", "token_revoked sub"},
              {R"({"jti":"\u0061"})", "token_revoked jti"},
              {R"({"jti":"a","sid":"b","sub":"c"})", "token_revoked jti"},
              {R"({"sid":"b","sub":"c"})", "token_revoked sid"},
              {R"({"jti":"b","sid":"c","sub":"a"})", "accepted"},
              {R"({"jti":"c","sid":"a","sub":"b"})", "accepted"},
              {R"({"jti":"A","sid":"B","sub":"C"})", "accepted"},
              {R"({"jti":"a\u0000","sid":"b ","sub":""})", "accepted"},
              {R"({"nested":{"jti":"a"},"Jti":"a","SID":"b"})", "accepted"},
              {"{}", "accepted"}};
  for (const auto& row : rows) CHECK(verdict_by(list, row.claims) == row.verdict);
}

TEST_CASE("the empty text can be denied like any other, as can a long one") {
  auto list = deny_list();
  const std::string text(5'000, 'x');
  CHECK(verdict_by(list, R"({"jti":""})") == "accepted");
  REQUIRE(list.deny_token({}, later, noon).has_value());
  REQUIRE(list.deny_token(text, later, noon).has_value());
  CHECK(verdict_by(list, R"({"jti":""})") == "token_revoked jti");
  CHECK(verdict_by(list, R"({"jti":")" + text + R"("})") == "token_revoked jti");
  CHECK(verdict_by(list, R"({"jti":"y)" + text.substr(1) + R"("})") == "accepted");
}

TEST_CASE("a sid that could not be looked up is refused") {
  const auto list = deny_list();
  for (const std::string_view value : {"1", "null", "true", "[]", "{}"}) {
    CHECK(verdict_by(list, R"({"sid":)" + std::string{value} + "}") == "claim_invalid sid");
  }
}

TEST_CASE("a subject's tokens are refused that were issued before the time given, or say no time") {
  auto list = deny_list();
  REQUIRE(list.deny_subject("ann", noon, later, noon).has_value());
  const auto issued = [&list](std::string_view iat) {
    return verdict_by(list, R"({"sub":"ann","iat":)" + std::string{iat} + "}");
  };
  CHECK(issued("1699999999.999999") == "token_revoked sub");
  CHECK(issued("1700000000") == "accepted");
  CHECK(verdict_by(list, R"({"sub":"ann"})") == "token_revoked sub");

  // An earlier time does not take back what a later one denied.
  const auto half = NumericDate::from_microseconds(noon.microseconds() + 500'000);
  REQUIRE(list.deny_subject("ann", half, later, noon).has_value());
  REQUIRE(list.deny_subject("ann", noon, later, noon).has_value());
  CHECK(list.size() == 1);
  CHECK(issued("1700000000") == "token_revoked sub");
  REQUIRE(list.deny_subject("ann", NumericDate::from_microseconds(INT64_MAX), later, noon).has_value());
  CHECK(issued("1700000000") == "token_revoked sub");
}

TEST_CASE("R12: after a restart, tokens issued before it or at no known time are refused unless said so") {
  const auto list = deny_list({});
  CHECK(verdict_by(list, R"({"iat":1699999999.999999})") == "token_revoked iat");
  CHECK(verdict_by(list, "{}") == "token_revoked iat");
  CHECK(verdict_by(list, R"({"iat":1700000000})") == "accepted");
  const auto lenient = deny_list({.accept_issued_before = true});
  CHECK(verdict_by(lenient, R"({"iat":1699999999.999999})") == "accepted");
  CHECK(verdict_by(lenient, "{}") == "accepted");
}

TEST_CASE(
    "R12: nothing is dropped before what it denies has expired, leeway included; a full list takes no more") {
  auto list = deny_list({.entries = 2, .accept_issued_before = true});
  REQUIRE(list.deny_token("a", later, noon).has_value());
  REQUIRE(list.deny_token("b", later + minute, noon).has_value());
  const auto end = later + largest_leeway;
  CHECK(list.deny_token("c", later, end - microsecond).error() == fail(Errc::deny_list_full));
  CHECK(verdict_by(list, R"({"jti":"a"})") == "token_revoked jti");
  CHECK(verdict_by(list, R"({"jti":"b"})") == "token_revoked jti");
  CHECK(verdict_by(list, R"({"jti":"c"})") == "accepted");
  CHECK(list.deny_token("b", later, end - microsecond).has_value());  // is there already

  CHECK(list.deny_token("c", end + minute, end).has_value());
  CHECK(list.size() == 2);
  CHECK(verdict_by(list, R"({"jti":"a"})") == "accepted");
  CHECK(verdict_by(list, R"({"jti":"b"})") == "token_revoked jti");
  CHECK(verdict_by(list, R"({"jti":"c"})") == "token_revoked jti");
  CHECK(row_of(Errc::deny_list_full).http_status == 503);
}

TEST_CASE("R12: an entry that is added again is kept until the later time") {
  for (const bool later_first : {true, false}) {
    auto list = deny_list({.entries = 1, .accept_issued_before = true});
    REQUIRE(list.deny_token("a", later_first ? later + minute : later, noon).has_value());
    REQUIRE(list.deny_token("a", later_first ? later : later + minute, noon).has_value());
    const auto end = later + minute + largest_leeway;
    CHECK(list.deny_token("b", end, end - microsecond).error() == fail(Errc::deny_list_full));
    CHECK(list.deny_token("b", end, end).has_value());
  }
}

TEST_CASE("R12: what never expires is kept for ever") {
  auto list = deny_list({.entries = 1, .accept_issued_before = true});
  constexpr auto never = NumericDate::from_microseconds(INT64_MAX);
  REQUIRE(list.deny_token("a", never, noon).has_value());
  CHECK(list.deny_token("b", never, never - microsecond).error() == fail(Errc::deny_list_full));
  CHECK(verdict_by(list, R"({"jti":"a"})") == "token_revoked jti");
}

TEST_CASE("R12: a million entries, none lost, and no more than that") {
  constexpr int many = 1'000'000;
  auto list = deny_list({.entries = many, .accept_issued_before = true});
  for (int i = 0; i < many; ++i) REQUIRE(list.deny_token(token_id(i), later, noon).has_value());
  CHECK(list.size() == many);
  CHECK(list.deny_token("one more", later, noon).error() == fail(Errc::deny_list_full));
  const auto verifier = asking(list.check());
  for (int i = 0; i < many; i += 9'973) {
    CHECK(verdict(verifier, token_of(R"({"jti":")" + token_id(i) + R"("})")) == "token_revoked jti");
    CHECK(verdict(verifier, token_of(R"({"jti":")" + token_id(i + many) + R"("})")) == "accepted");
  }
}

TEST_CASE("a list is built of a number of entries in range and a source of random bytes") {
  const auto build = [](std::size_t entries) {
    return verdict_of(DenyList::build(noon, system_random(), {.entries = entries}));
  };
  CHECK(build(0) == "option_invalid entries");
  CHECK(build(1) == "accepted");
  CHECK(build(1'048'576) == "accepted");
  CHECK(build(1'048'577) == "option_invalid entries");
  NoRandom none;
  CHECK(verdict_of(DenyList::build(noon, none)) == "random_unavailable");
}
