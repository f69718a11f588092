// When a verifier asks its RevocationCheck, and of what.
#include "unit/token/caches.hpp"

using namespace signet;
using namespace signet_test;

namespace {

// Notes what it is asked, and gives `answer`.
struct Asked {
  Result<void> answer{};
  int times = 0;
  std::string subject{};
  NumericDate at{};

  RevocationCheck check() {
    return {.ask =
                [](void* context, const VerifiedToken& token, NumericDate now) {
                  auto& asked = *static_cast<Asked*>(context);
                  ++asked.times;
                  asked.subject = *token.subject();
                  asked.at = now;
                  return asked.answer;
                },
            .context = this};
  }
};

}  // namespace

TEST_CASE("a verifier asks its check last, with the token and the time of the call") {
  Asked asked;
  auto options = options_of(api_policy());
  options.revocation = asked.check();
  const auto verifier = built(options);
  for (const std::string& refused :
       {token_of(R"({"sub":"ann","aud":"web","exp":1700000600})"), token_of(R"({"sub":"ann","aud":"api"})"),
        token_of(R"({"sub":"ann","aud":"api","exp":1700000000})"), token_of(good_claims) + "A"}) {
    CHECK(verdict(verifier, refused) != "accepted");
  }
  CHECK(asked.times == 0);
  CHECK(verifier.verify(token_of(good_claims), noon + minute).has_value());
  CHECK(asked.times == 1);
  CHECK(asked.subject == "ann");
  CHECK(asked.at == noon + minute);
}

TEST_CASE("what the check answers is the verdict; that it cannot tell refuses the token") {
  Asked asked;
  const auto verifier = asking(asked.check());
  const std::string token = token_of(good_claims);
  CHECK(verdict(verifier, token) == "accepted");
  for (const Error& error : {Error{fail(Errc::token_revoked, "jti")}, Error{fail(Errc::store_unavailable)}}) {
    asked.answer = error;
    const auto refused = verifier.verify(token, noon);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error() == error);
  }
  CHECK(row_of(Errc::token_revoked).http_status == 401);
  CHECK(row_of(Errc::store_unavailable).http_status == 503);
}

TEST_CASE("copies of a verifier ask the same check") {
  auto list = deny_list();
  const auto verifier = asking(list.check());
  const TokenVerifier copy = verifier;
  const DenyList moved = std::move(list);
  auto denying = moved.check();
  const std::string token = token_of(R"({"jti":"t1"})");
  CHECK(verdict(copy, token) == "accepted");
  CHECK(denying.context == moved.check().context);
}
