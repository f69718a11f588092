// What verifying and issuing lock of our own: nothing. OpenSSL's locks are its own.
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "jose/openssl.hpp"
#include "unit/token/caches.hpp"
#include "unit/token/counted_locks.hpp"

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

// A key that OpenSSL made, so that the same one can be given to it and to us.
detail::Pkey made_for(const AlgorithmSpec& spec) {
  switch (spec.algorithm) {
    case Algorithm::ES256:
      return detail::Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
    case Algorithm::ES384:
      return detail::Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384")};
    case Algorithm::ES512:
      return detail::Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-521")};
    case Algorithm::ES256K:
      return detail::Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1")};
    case Algorithm::Ed448:
      return detail::Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448")};
    case Algorithm::EdDSA:
    case Algorithm::Ed25519:
      return detail::Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
    default:
      return detail::Pkey{EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048})};
  }
}

std::string pem_of(EVP_PKEY* key) {
  BIO* const bio = BIO_new(BIO_s_mem());
  REQUIRE(PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  return pem;
}

// Checks one signature by OpenSSL alone, in a context that was made before: no check can take fewer locks.
class BareCheck {
 public:
  BareCheck(const AlgorithmSpec& spec, EVP_PKEY* key)
      : input_(spec.hash_bits == 0 ? 100 : spec.hash_bits / 8, 'x'),
        signature_(static_cast<std::size_t>(EVP_PKEY_get_size(key))) {
    std::size_t size = signature_.size();
    if (spec.hash_bits == 0) {
      const detail::MdCtx signing{EVP_MD_CTX_new()};
      whole_ = detail::MdCtx{EVP_MD_CTX_new()};
      REQUIRE(EVP_DigestSignInit(signing.get(), nullptr, nullptr, nullptr, key) == 1);
      REQUIRE(EVP_DigestSign(signing.get(), signature_.data(), &size, input(), input_.size()) == 1);
      REQUIRE(EVP_DigestVerifyInit(whole_.get(), nullptr, nullptr, nullptr, key) == 1);
    } else {
      const detail::PkeyCtx signing{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
      direct_ = detail::PkeyCtx{EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr)};
      REQUIRE(EVP_PKEY_sign_init(signing.get()) == 1);
      REQUIRE(EVP_PKEY_verify_init(direct_.get()) == 1);
      set_up(signing.get(), spec);
      set_up(direct_.get(), spec);
      REQUIRE(EVP_PKEY_sign(signing.get(), signature_.data(), &size, input(), input_.size()) == 1);
    }
    signature_.resize(size);
  }

  bool holds() {
    if (direct_) {
      return EVP_PKEY_verify(direct_.get(), signature_.data(), signature_.size(), input(), input_.size()) ==
             1;
    }
    return EVP_DigestVerifyInit(whole_.get(), nullptr, nullptr, nullptr, nullptr) == 1 &&
           EVP_DigestVerify(whole_.get(), signature_.data(), signature_.size(), input(), input_.size()) == 1;
  }

 private:
  static void set_up(EVP_PKEY_CTX* context, const AlgorithmSpec& spec) {
    const EVP_MD* const hash = spec.hash_bits == 256   ? EVP_sha256()
                               : spec.hash_bits == 384 ? EVP_sha384()
                                                       : EVP_sha512();
    if (spec.scheme == SignatureScheme::rsa_pss) {
      REQUIRE(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1);
      REQUIRE(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
    }
    REQUIRE(EVP_PKEY_CTX_set_signature_md(context, hash) == 1);
  }
  const unsigned char* input() const { return reinterpret_cast<const unsigned char*>(input_.data()); }

  std::string input_;  // or its hash, which is as good as any
  std::vector<unsigned char> signature_;
  detail::PkeyCtx direct_;
  detail::MdCtx whole_;
};

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

TEST_CASE("verifying a token takes the locks of OpenSSL's bare check: no fetch, no new context") {
  for (const AlgorithmSpec& spec : present_algorithms()) {
    if (spec.scheme == SignatureScheme::hmac || spec.scheme == SignatureScheme::ml_dsa) continue;
    CAPTURE(spec.name);
    const detail::Pkey pkey = made_for(spec);
    REQUIRE(pkey);
    BareCheck bare{spec, pkey.get()};
    const auto key = SigningKey::from_pem(pem_of(pkey.get()), spec.algorithm);
    REQUIRE(key.has_value());
    const std::string good = token_of(*key, R"({"alg":")" + std::string{spec.name} + R"("})", good_claims);
    const auto locks_by = [&](const VerificationKey& by) {
      const auto verifier =
          built({.algorithms = {spec.algorithm}, .keys = KeySource::from(by), .policy = api_policy()});
      REQUIRE(verdict(verifier, good) == "accepted");
      return locks_of([&] { CHECK(verifier.verify(good, noon).has_value()); });
    };
    REQUIRE(bare.holds());
    const Locks least = locks_of([&] { CHECK(bare.holds()); });
    const Locks taken = locks_by(key->verification_key());
    CHECK(taken.by_openssl == least.by_openssl);
    CHECK(taken.by_others == 0);
    const VerificationKey prepared = key->verification_key().prepared();
    if (prepared.table_bytes() == 0) continue;
    CHECK(locks_by(prepared).by_openssl == 0);
    CHECK(locks_by(prepared).by_others == 0);
  }
}

TEST_CASE("neither a cache nor a deny list that is asked takes a lock") {
  DenyList list = deny_list();
  const Locks denying = locks_of([&] {
    REQUIRE(list.deny_token("gone", noon, noon).has_value());
    REQUIRE(list.deny_session("ended", noon, noon).has_value());
    REQUIRE(list.deny_subject("left", noon, noon, noon).has_value());
  });
  CHECK(denying.by_others == 3);  // so a lock of the list is seen
  const std::string_view rest = R"("iss":"https://id.example","iat":1699999999,"exp":1700000600})";
  const auto token = [rest](std::string claims) { return token_of((claims += ',') += rest); };
  const std::string good = token(R"({"jti":"here","sid":"goes on","sub":"ann")");
  const std::string new_one = token(R"({"jti":"new","sid":"goes on","sub":"ann")");
  const TokenVerifier verifier = asking(list.check());
  const VerifiedTokenCache cache = cache_of(asking(list.check()));
  const auto locks_for = [&](const auto& by, const std::string& text, std::string_view expected) {
    std::string seen;
    const Locks taken = locks_of([&] { seen = verdict(by, text); });
    CHECK(seen == expected);
    CHECK(taken.by_others == 0);
    CHECK(taken.by_openssl == 0);
  };
  REQUIRE(verdict(verifier, good) == "accepted");
  REQUIRE(verdict(cache, good) == "accepted");
  locks_for(verifier, good, "accepted");
  locks_for(cache, good, "accepted");     // a hit
  locks_for(cache, new_one, "accepted");  // a miss, which is kept
  const std::pair<std::string, std::string> denied[] = {
      {R"({"jti":"gone")", "jti"}, {R"({"sid":"ended")", "sid"}, {R"({"sub":"left")", "sub"}};
  for (const auto& [claims, name] : denied) {
    locks_for(verifier, token(claims), "token_revoked " + name);
    locks_for(cache, token(claims), "token_revoked " + name);
  }
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
