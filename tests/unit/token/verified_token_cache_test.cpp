// What a cache of verified tokens gives again, and what it must not.
#include "signet/jose/key_set.hpp"
#include "unit/token/caches.hpp"
#include "unit/token/counted_new.hpp"

using namespace signet;
using namespace signet_test;

namespace {

std::string numbered(int number) { return token_of(R"({"sub":")" + std::to_string(number) + R"("})"); }

SharedToken verified(const VerifiedTokenCache& cache, std::string_view token) {
  auto given = cache.verify(token, noon);
  REQUIRE(given.has_value());
  return *given;
}

}  // namespace

TEST_CASE("the token of a text that comes again is given again, and shows the same") {
  const auto cache = cache_of(built(options_of(api_policy())));
  const std::string token = token_of(good_claims);
  const SharedToken first = verified(cache, token);
  CHECK(first->subject() == "ann");
  CHECK(gives_again(cache, std::string{token}, first));
  CHECK(verified(cache, token)->issuer() == "https://id.example");
}

TEST_CASE("C20: a cached token is held to the times of each call") {
  auto options = options_of(api_policy() && rules::not_before());
  options.leeway = {.expires = Seconds::of(10), .not_before = Seconds::of(5)};
  const auto cache = cache_of(built(options));
  const std::string token = token_of(R"({"aud":"api","nbf":1700000000,"exp":1700000600})");
  const SharedToken held = verified(cache, token);
  const auto expiry = NumericDate::from_seconds(1'700'000'610);
  const auto begin = NumericDate::from_seconds(1'699'999'995);
  const struct {
    NumericDate now;
    std::string_view verdict;
  } rows[] = {{expiry - microsecond, "accepted"},
              {expiry, "token_expired exp"},
              {begin, "accepted"},
              {begin - microsecond, "token_not_yet_valid nbf"},
              {NumericDate::from_microseconds(INT64_MAX), "token_expired exp"},
              {NumericDate::from_microseconds(INT64_MIN), "token_not_yet_valid nbf"}};
  for (const auto& row : rows) CHECK(verdict(cache, token, row.now) == row.verdict);
  CHECK(gives_again(cache, token, held));  // so each verdict was of the cached token
}

TEST_CASE("C20: a cached token is held to what each call expects") {
  const auto cache = cache_of(built(options_of(api_policy() && rules::nonce())));
  const std::string token = token_of(R"({"aud":"api","exp":1700000600,"nonce":"n1"})");
  REQUIRE(verdict(cache, token, noon, {.nonce = "n1"}) == "accepted");
  CHECK(verdict(cache, token, noon, {.nonce = "n2"}) == "claim_mismatch nonce");
  CHECK(verdict(cache, token) == verdict(built(options_of(api_policy() && rules::nonce())), token));
  CHECK(verdict(cache, token) != "accepted");
  CHECK(verdict(cache, token, noon, {.nonce = "n1"}) == "accepted");
}

TEST_CASE("C20: a rule of the program's own is asked of a cached token at each call") {
  static bool open = true;
  const auto cache = cache_of(built(
      options_of(api_policy() && rules::custom("open", [](const TokenView&) noexcept { return open; }))));
  const std::string token = token_of(good_claims);
  REQUIRE(verdict(cache, token) == "accepted");
  open = false;
  CHECK(verdict(cache, token) == "custom_rule_failed open");
  open = true;
  CHECK(verdict(cache, token) == "accepted");
}

TEST_CASE("C20: a cached token is refused as soon as it, its session or its subject is denied") {
  const std::string token = token_of(R"({"jti":"t1","sid":"s1","sub":"ann","iat":1699999990})");
  const auto later = noon + minute;
  const struct {
    Result<void> (*deny)(DenyList& list);
    std::string_view verdict;
  } rows[] = {
      {[](DenyList& list) { return list.deny_token("t1", noon, noon); }, "token_revoked jti"},
      {[](DenyList& list) { return list.deny_session("s1", noon, noon); }, "token_revoked sid"},
      {[](DenyList& list) { return list.deny_subject("ann", noon, noon, noon); }, "token_revoked sub"}};
  for (const auto& row : rows) {
    auto list = deny_list();
    const auto cache = cache_of(asking(list.check()));
    const SharedToken held = verified(cache, token);
    REQUIRE(gives_again(cache, token, held));
    REQUIRE(list.deny_token("another", later, noon).has_value());
    CHECK(gives_again(cache, token, held));
    REQUIRE(row.deny(list).has_value());
    CHECK(verdict(cache, token) == row.verdict);
    CHECK(verdict(cache, token) == row.verdict);
    CHECK(held->subject() == "ann");  // who took it before still holds it
  }
}

TEST_CASE("C20: a check that counts nothing is asked at each call, and an answer that is none refuses") {
  static Result<void> answer;
  answer = {};
  const auto cache = cache_of(
      asking({.ask = [](void*, const VerifiedToken&, NumericDate) -> Result<void> { return answer; }}));
  const std::string token = token_of(good_claims);
  REQUIRE(verdict(cache, token) == "accepted");
  answer = fail(Errc::store_unavailable);
  CHECK(verdict(cache, token) == "store_unavailable");
  answer = {};
  CHECK(verdict(cache, token) == "accepted");
}

TEST_CASE("C20: a text that differs from a cached token's in one byte, anywhere, is another token") {
  const auto verifier = built(options_of(api_policy()));
  const auto cache = cache_of(verifier);
  const std::string token = token_of(good_claims);
  const SharedToken held = verified(cache, token);
  for (std::size_t at = 0; at < token.size(); ++at) {
    for (const char other : {'A', 'B', '.', '\0'}) {
      std::string changed = token;
      if (changed[at] == other) continue;
      changed[at] = other;
      CAPTURE(at);
      const std::string fresh = verdict(verifier, changed);
      CHECK(fresh != "accepted");
      CHECK(verdict(cache, changed) == fresh);
    }
  }
  for (const std::string& changed :
       {token + "A", "A" + token, token.substr(1), token.substr(0, 40), token.substr(0, token.size() - 1),
        token.substr(token.size() - 32), token.substr(token.size() - 31), std::string{}}) {
    CHECK(verdict(cache, changed) == verdict(verifier, changed));
    CHECK(verdict(cache, changed) != "accepted");
  }
  CHECK(gives_again(cache, token, held));
}

TEST_CASE("C20: what one verifier took, a cache of another does not know") {
  auto options = options_of(api_policy());
  const std::string token = token_of(good_claims);
  REQUIRE(verdict(cache_of(built(options)), token) == "accepted");
  auto other_keys = options;
  other_keys.keys = KeySource::from(KeySet{});
  CHECK(verdict(cache_of(built(other_keys)), token) == "key_not_found");
  auto other_policy = options;
  other_policy.policy = rules::any_audience({"web"}) && rules::expires();
  CHECK(verdict(cache_of(built(other_policy)), token) == "claim_mismatch aud");
}

TEST_CASE("a refused token is not kept") {
  auto list = deny_list({.entries = 1, .accept_issued_before = true});
  const auto cache = cache_of(asking(list.check()));
  const std::string early = token_of(R"({"sub":"ann","nbf":1700000001})");
  REQUIRE(verdict(cache, early) == "token_not_yet_valid nbf");
  const std::string forged = early.substr(0, early.rfind('.') + 1) + std::string(43, 'A');
  CHECK(verdict(cache, forged) == "signature_invalid");
  const std::size_t before = allocated_bytes();
  CHECK(verdict_of(cache.verify(early, noon)) == "token_not_yet_valid nbf");
  CHECK(allocated_bytes() - before < 100);  // the texts of the verdict
}

TEST_CASE("a full set of four gives way to a new token where it was unused for longest, or has expired") {
  const auto cache = cache_of(asking({}), {.entries = 4});
  std::vector<SharedToken> held;
  for (int i = 0; i < 4; ++i) held.push_back(verified(cache, numbered(i)));
  REQUIRE(gives_again(cache, numbered(0), held[0]));
  held.push_back(verified(cache, numbered(4)));
  CHECK_FALSE(gives_again(cache, numbered(1), held[1]));  // which is now kept anew, in place of the second
  CHECK(gives_again(cache, numbered(0), held[0]));
  CHECK(gives_again(cache, numbered(3), held[3]));
  CHECK(gives_again(cache, numbered(4), held[4]));
  CHECK_FALSE(gives_again(cache, numbered(2), held[2]));

  const auto other = cache_of(asking({}), {.entries = 4});
  held.clear();
  for (int i = 0; i < 3; ++i) held.push_back(verified(other, numbered(i)));
  const std::string brief = token_of(R"({"exp":1700000001})");
  held.push_back(verified(other, brief));
  const auto next = NumericDate::from_seconds(1'700'000'001);
  REQUIRE(other.verify(numbered(4), next).has_value());
  for (int i = 0; i < 3; ++i) CHECK(gives_again(other, numbered(i), held[static_cast<std::size_t>(i)]));
  CHECK_FALSE(gives_again(other, brief, held[3]));
}

TEST_CASE("a cache that is smaller than what it is asked for is right all the same") {
  for (const std::size_t entries : {1U, 5U, 64U}) {
    const auto cache = cache_of(asking({}), {.entries = entries});
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 100; ++i) CHECK(verified(cache, numbered(i))->subject() == std::to_string(i));
    }
  }
}

TEST_CASE("a token longer than the option says is verified each time") {
  const std::string token = numbered(1);
  const auto exact = cache_of(asking({}), {.token = token.size()});
  CHECK(gives_again(exact, token, verified(exact, token)));
  const auto shorter = cache_of(asking({}), {.token = token.size() - 1});
  CHECK_FALSE(gives_again(shorter, token, verified(shorter, token)));
}

TEST_CASE("a token outlives its place and its cache as long as one handle is held, and so do its views") {
  std::optional<VerifiedTokenCache> cache{cache_of(asking({}), {.entries = 4})};
  const SharedToken held = verified(*cache, numbered(0));
  const std::string_view subject = *held->subject();
  for (int i = 1; i < 10; ++i) verified(*cache, numbered(i));
  CHECK(subject == "0");
  const VerifiedTokenCache moved = std::move(*cache);
  cache.reset();
  CHECK(verified(moved, numbered(9))->subject() == "9");
  SharedToken copy = held;
  SharedToken taken = std::move(copy);
  CHECK(taken.get() == held.get());
  taken = verified(moved, numbered(8));
  CHECK(taken->subject() == "8");
  CHECK(subject == "0");
}

TEST_CASE("a hit allocates nothing of ours, with a deny list as without") {
  auto list = deny_list();
  REQUIRE(list.deny_token("another", noon + minute, noon).has_value());
  const std::string token = token_of(R"({"jti":"t1","sid":"s1","sub":"ann","iat":1699999990})");
  for (const RevocationCheck& check : {RevocationCheck{}, list.check()}) {
    const auto cache = cache_of(asking(check));
    const SharedToken held = verified(cache, token);
    const std::size_t before = allocations();
    const auto again = cache.verify(token, noon);
    CHECK(allocations() == before);
    REQUIRE(again.has_value());
    CHECK(again->get() == held.get());
  }
}

TEST_CASE("a kept token takes no more memory than the options tell") {
  const std::size_t entry = 1'331;
  const auto verifier = asking({});
  const auto cache = cache_of(verifier);
  const auto taken_by = [&cache](const std::string& token) {
    const std::size_t before = allocated_bytes();
    const auto kept = cache.verify(token, noon);
    REQUIRE(kept.has_value());
    return allocated_bytes() - before;
  };
  REQUIRE(verifier.verify(numbered(0), noon).has_value());  // the header is known from here on
  const std::string small = numbered(1);
  CHECK(taken_by(small) <= entry + small.size());
  const std::string claims = R"({"sub":")" + std::string(1'200, 'x') + R"("})";
  const std::string large = token_of(claims);
  CHECK(taken_by(large) > claims.size() + large.size());
  CHECK(taken_by(token_of(R"({"x":1,"sub":")" + std::string(1'200, 'x') + R"("})")) <=
        entry + large.size() + 20 + claims.size() + 4'200);
}

TEST_CASE("a cache is built of options in range and a source of random bytes") {
  const auto build = [](const VerifiedTokenCacheOptions& options) {
    return verdict_of(VerifiedTokenCache::build(asking({}), system_random(), options));
  };
  CHECK(build({.entries = 0}) == "option_invalid entries");
  CHECK(build({.entries = 1}) == "accepted");
  CHECK(build({.entries = 1'048'576}) == "accepted");
  CHECK(build({.entries = 1'048'577}) == "option_invalid entries");
  CHECK(build({.token = 0}) == "option_invalid token");
  CHECK(build({.token = 1}) == "accepted");
  CHECK(build({.token = 65'536}) == "accepted");
  CHECK(build({.token = 65'537}) == "option_invalid token");
  NoRandom none;
  CHECK(verdict_of(VerifiedTokenCache::build(asking({}), none)) == "random_unavailable");
}
