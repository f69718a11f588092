// What verifying and issuing lock of our own: nothing. OpenSSL's locks are its own.
#include <openssl/evp.h>

#include <mutex>
#include <shared_mutex>

#include "unit/token/counted_locks.hpp"
#include "unit/token/tokens.hpp"

#include "signet/core/buffered_random.hpp"
#include "signet/token/token_issuer.hpp"

using namespace signet;
using namespace signet_test;

namespace {

template <class Work>
Locks locks_of(const Work& work) {
  const Locks before = locks_taken();
  work();
  const Locks after = locks_taken();
  return {after.by_openssl - before.by_openssl, after.by_others - before.by_others};
}

}  // namespace

TEST_CASE("this program sees locks: ours as ours, OpenSSL's as OpenSSL's") {
  std::mutex mutex;
  std::shared_mutex both;
  const Locks own = locks_of([&] {
    const std::lock_guard one{mutex};
    const std::shared_lock two{both};
  });
  CHECK(own.by_others == 2);
  CHECK(own.by_openssl == 0);
  const Locks fetching = locks_of([] { EVP_MD_free(EVP_MD_fetch(nullptr, "SHA256", nullptr)); });
  CHECK(fetching.by_openssl != 0);
  CHECK(fetching.by_others == 0);
}

TEST_CASE("verifying takes no lock of ours, for every algorithm, and with HMAC none at all") {
  for (const AlgorithmSpec& spec : present_algorithms()) {
    CAPTURE(spec.name);
    const SigningKey& key = key_of(spec.algorithm);
    const std::string header = R"({"alg":")" + std::string{spec.name} + R"("})";
    const std::string good = token_of(key, header, good_claims);
    const auto verifier = built({.algorithms = {spec.algorithm},
                                 .keys = KeySource::from(key.verification_key()),
                                 .policy = api_policy()});
    REQUIRE(verdict(verifier, good) == "accepted");
    const Locks taken = locks_of([&] { CHECK(verifier.verify(good, noon).has_value()); });
    CHECK(taken.by_others == 0);
    if (spec.scheme == SignatureScheme::hmac) {
      CHECK(taken.by_openssl == 0);
    } else {
      MESSAGE(spec.name << ": OpenSSL takes " << taken.by_openssl << " locks to verify one token");
    }
  }
}

TEST_CASE("issuing takes no lock of ours, and with HMAC and bytes drawn ahead none at all") {
  BufferedRandomSource random;
  for (const AlgorithmSpec& spec : present_algorithms()) {
    CAPTURE(spec.name);
    const auto issuer = TokenIssuer::build({.key = key_of(spec.algorithm), .lifetime = Seconds::of(60)});
    REQUIRE(issuer.has_value());
    std::string out;
    REQUIRE(issuer->issue_into(out, {.subject = "ann"}, noon, random).has_value());
    const Locks taken =
        locks_of([&] { CHECK(issuer->issue_into(out, {.subject = "ann"}, noon, random).has_value()); });
    CHECK(taken.by_others == 0);
    if (spec.scheme == SignatureScheme::hmac) CHECK(taken.by_openssl == 0);
  }
}
