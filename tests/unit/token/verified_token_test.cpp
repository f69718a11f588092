// What a verified token shows, how it moves, and where it keeps its bytes.
#include "signet/token/verified_token.hpp"

#include <cstring>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "signet/jose/jws.hpp"
#include "unit/token/counted_new.hpp"
#include "unit/token/tokens.hpp"

using namespace signet;
using namespace signet::rules;
using namespace signet_test;

namespace {

static_assert(!std::is_default_constructible_v<VerifiedToken> &&
              !std::is_copy_constructible_v<VerifiedToken>);
static_assert(std::is_nothrow_move_constructible_v<VerifiedToken>);

template <class T>
concept shows_claims_of_temporary = requires(T token) { std::move(token).claims(); };
static_assert(!shows_claims_of_temporary<VerifiedToken>);

constexpr std::string_view full_header = R"({"alg":"HS256","typ":"JWT","kid":"k1"})";

Result<VerifiedToken> verified(std::string_view claims, std::string_view header = full_header) {
  static const auto verifier = lenient_verifier(if_present(subject("ann")));
  return verifier.verify(token_of(hs256(), header, claims), noon);
}

// Claims of exactly `size` bytes of JSON, with two members.
std::string claims_of_size(std::size_t size) {
  const std::string head = R"({"sub":"ann","x":")";
  return head + std::string(size - head.size() - 2, 'x') + "\"}";
}

// What verifying allocates once a token of the same header has verified.
std::size_t allocations_of_verify(const std::string& token) {
  const auto verifier = lenient_verifier(subject("ann"));
  REQUIRE(verifier.verify(token, noon).has_value());
  const std::size_t start = allocations();
  const auto verified = verifier.verify(token, noon);
  const std::size_t end = allocations();
  REQUIRE(verified.has_value());
  return end - start;
}

}  // namespace

TEST_CASE("a token shows its registered claims, and nothing where one is absent") {
  const auto token =
      verified(R"({"iss":"i","sub":"ann","jti":"j","exp":1700000001.5,"nbf":1.0000001,"iat":2.0000001})");
  REQUIRE(token.has_value());
  CHECK(token->issuer() == "i");
  CHECK(token->subject() == "ann");
  CHECK(token->token_id() == "j");
  CHECK(token->expires_at() == NumericDate::from_microseconds(1'700'000'001'500'000));
  CHECK(token->not_before() == NumericDate::from_microseconds(1'000'001));
  CHECK(token->issued_at() == NumericDate::from_microseconds(2'000'001));
  CHECK(token->claims().size() == 6);
  CHECK(token->claims().name(0) == "iss");

  const auto bare = verified("{}", R"({"alg":"HS256"})");
  REQUIRE(bare.has_value());
  CHECK(bare->issuer() == std::nullopt);
  CHECK(bare->expires_at() == std::nullopt);
  CHECK(bare->issued_at() == std::nullopt);
  CHECK(bare->typ() == std::nullopt);
  CHECK(bare->kid() == std::nullopt);
  CHECK(bare->claims().size() == 0);
}

TEST_CASE("an empty typ or kid is not an absent one") {
  const auto token = verified("{}", R"({"alg":"HS256","typ":"","kid":""})");
  REQUIRE(token.has_value());
  CHECK(token->typ() == "");
  CHECK(token->kid() == "");
}

TEST_CASE("escapes are decoded once") {
  const auto token = verified(R"({"\u0073ub":"a\u006en","x":"\\u0041"})");
  REQUIRE(token.has_value());
  CHECK(token->subject() == "ann");
  CHECK(token->claims().string("x") == R"(\u0041)");
}

TEST_CASE("C17: an integer claim is kept as written") {
  const auto token = verified(R"({"n":9007199254740993,"big":9223372036854775808})");
  REQUIRE(token.has_value());
  CHECK(json_integer(token->claims().find("n")->text) == 9'007'199'254'740'993);
  CHECK(json_integer(token->claims().find("big")->text) == std::nullopt);
}

TEST_CASE("a verified token is what any further policy reads") {
  const auto token = verified(R"({"scope":"posts:read"})");
  REQUIRE(token.has_value());
  CHECK(verdict_of(scope("posts:read").check(*token, noon)) == "accepted");
  CHECK(verdict_of(scope("posts:write").check(*token, noon)) == "insufficient_scope scope");
  CHECK(verdict_of(typ("jwt").check(*token, noon)) == "accepted");
}

TEST_CASE("a custom rule is asked once, whatever the rules beside it say") {
  static int asked = 0;
  const Policy counting = custom("counts", [](const TokenView&) noexcept {
    ++asked;
    return true;
  });
  const auto token = verified(R"({"iss":"https://id.example.com","sub":"ann","exp":1700000001})");
  REQUIRE(token.has_value());
  const struct {
    Policy policy;
    std::string_view verdict;
  } rows[] = {{counting && issuer("https://id.example.com") && expires(), "accepted"},
              {counting && issuer("https://id.example.org") && expires(), "claim_mismatch iss"},
              {counting && issuer("https://id.example.com") && not_before(), "claim_missing nbf"},
              {issuer("https://id.example.com") && counting && scope("a"), "claim_missing scope"}};
  for (const auto& row : rows) {
    asked = 0;
    CHECK(verdict_of(row.policy.check(*token, noon)) == row.verdict);
    CHECK(asked == 1);
  }
}

TEST_CASE("what fits in 1 KiB is kept inside, and one byte more takes one allocation") {
  // payload, typ (3) and kid (2), then an index of two members, which begins where it is aligned
  constexpr std::size_t most = 1024 - 5 - 2 * sizeof(JsonMember);
  static_assert((most + 5) % alignof(JsonMember) == 0);
  for (const std::size_t payload :
       {std::size_t{64}, most - 1, most, most + 1, most + 100, std::size_t{9000}}) {
    CAPTURE(payload);
    const std::string token = token_of(hs256(), full_header, claims_of_size(payload));
    CHECK(allocations_of_verify(token) == (payload <= most ? 0 : 1));
  }
}

// 60 members of 15 bytes: more than there is room for beside them in 1 KiB.
std::string dense_members() {
  std::string members;
  for (int i = 10; i < 70; ++i) members += ",\"" + std::to_string(i) + R"(":"\\u0041")";
  return members;
}

TEST_CASE("members that find no room inside are read as they were written, after one allocation") {
  const std::string claims = R"({"sub":"ann")" + dense_members() + "}";
  REQUIRE(claims.size() < 1000);
  CHECK(allocations_of_verify(token_of(hs256(), full_header, claims)) == 1);
  const auto token = verified(claims);
  REQUIRE(token.has_value());
  CHECK(token->claims().size() == 61);
  CHECK(token->claims().string("10") == R"(\u0041)");  // an escape of its own, were it decoded twice
  CHECK(token->claims().string("69") == R"(\u0041)");
  CHECK(token->kid() == "k1");

  const auto nested = verified(R"({"sub":"ann","o":{"a":1)" + dense_members() + "}}");
  REQUIRE(nested.has_value());
  CHECK(nested->claims().size() == 2);
  CHECK(verdict_of(verified(R"({"sub":"ann")" + dense_members() + R"(,"sub":1})")) ==
        "json_duplicate_member");
}

TEST_CASE("a token of any size is whole after a move, and the one it came from empty") {
  for (const std::size_t payload :
       {std::size_t{64}, std::size_t{1000}, std::size_t{1010}, std::size_t{8000}}) {
    CAPTURE(payload);
    auto first = verified(claims_of_size(payload));
    REQUIRE(first.has_value());
    VerifiedToken second{std::move(*first)};
    CHECK(second.subject() == "ann");
    CHECK(second.typ() == "JWT");
    CHECK(second.kid() == "k1");
    CHECK(first->claims().size() == 0);  // NOLINT(bugprone-use-after-move)
    CHECK(first->kid() == std::nullopt);

    auto third = verified("{}");
    REQUIRE(third.has_value());
    *third = std::move(second);
    CHECK(second.claims().size() == 0);  // NOLINT(bugprone-use-after-move)
    CHECK(third->subject() == "ann");
    CHECK(third->claims().string("x")->size() == payload - std::strlen(R"({"sub":"ann","x":""})"));
    VerifiedToken& same = *third;
    *third = std::move(same);
    CHECK(third->subject() == "ann");
  }
}

TEST_CASE("what is known of the registered claims moves with the token, and none is left behind") {
  for (const std::size_t padding : {std::size_t{1}, std::size_t{2000}}) {  // inside the object, and outside
    CAPTURE(padding);
    auto first = verified(R"({"x":")" + std::string(padding, 'x') +
                          R"(","iss":"i","sub":"ann","jti":"j","exp":1700000001,"nbf":1,"iat":2})");
    REQUIRE(first.has_value());
    const Policy policy = issuer("i") && expires() && not_before() && issued_at();
    CHECK(verdict_of(policy.check(*first, noon)) == "accepted");
    const VerifiedToken second{std::move(*first)};
    CHECK(second.issuer() == "i");
    CHECK(second.token_id() == "j");
    CHECK(second.expires_at() == NumericDate::from_seconds(1'700'000'001));
    CHECK(second.not_before() == NumericDate::from_seconds(1));
    CHECK(second.issued_at() == NumericDate::from_seconds(2));
    CHECK(verdict_of(policy.check(second, noon)) == "accepted");
    CHECK(verdict_of(policy.check(second, NumericDate::from_seconds(1'700'000'001))) == "token_expired exp");

    CHECK(first->issuer() == std::nullopt);  // NOLINT(bugprone-use-after-move)
    CHECK(first->subject() == std::nullopt);
    CHECK(first->expires_at() == std::nullopt);
    CHECK(first->issued_at() == std::nullopt);
    CHECK(verdict_of(policy.check(*first, noon)) == "claim_missing iss");
    CHECK(verdict_of(expires().check(*first, noon)) == "claim_missing exp");
  }
}

TEST_CASE("a token assigned over another shows its own registered claims only") {
  auto one = verified(R"({"iss":"i","exp":1700000001})");
  auto other = verified(R"({"sub":"ann","iat":5})");
  REQUIRE(one.has_value());
  REQUIRE(other.has_value());
  *one = std::move(*other);
  CHECK(one->issuer() == std::nullopt);
  CHECK(one->expires_at() == std::nullopt);
  CHECK(one->subject() == "ann");
  CHECK(one->issued_at() == NumericDate::from_seconds(5));
}

TEST_CASE("a small token takes the place of a large one") {
  auto large = verified(claims_of_size(4000));
  auto small = verified(R"({"sub":"ann"})", R"({"alg":"HS256"})");
  REQUIRE(large.has_value());
  REQUIRE(small.has_value());
  *large = std::move(*small);
  CHECK(large->subject() == "ann");
  CHECK(large->typ() == std::nullopt);
  CHECK(large->claims().size() == 1);
}

TEST_CASE("256 members are kept, beside a kid of two thousand bytes") {
  std::string claims = R"({"sub":"ann")";
  for (int i = 1; i < 256; ++i) claims += ",\"" + std::to_string(i) + "\":" + std::to_string(i);
  const auto token = verified(claims + "}", R"({"alg":"HS256","kid":")" + std::string(2000, 'k') + "\"}");
  REQUIRE(token.has_value());
  CHECK(token->claims().size() == 256);
  CHECK(token->claims().find("255")->text == "255");
  CHECK(token->kid() == std::string(2000, 'k'));
}
