// What a hit costs: see cached_verify.hpp.
#include "cached_verify.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "signet/token/deny_list.hpp"
#include "signet/token/verified_token_cache.hpp"
#include "token_jobs.hpp"

namespace signet_bench {

using namespace signet;

namespace {

std::shared_ptr<DenyList> denials(NumericDate now) {
  auto list = DenyList::build(now, system_random(), {.accept_issued_before = true});
  if (!list) stop(list.error().sentence());
  for (int i = 0; i < 1'000; ++i) {
    const std::string name = std::to_string(i) + "-6c0f-4a9e-8f51-5a9bd3f4c001";
    const bool added = list->deny_token(name, now, now) && list->deny_session(name, now, now) &&
                       list->deny_subject(name, now, now, now);
    if (!added) stop("a denial was not taken");
  }
  return std::make_shared<DenyList>(std::move(*list));
}

VerifiedTokenCache cache_asking(const RevocationCheck& check) {
  const auto key = SigningKey::from_secret(SecretBytes::copy_of(secret_text), Algorithm::HS256);
  auto verifier = TokenVerifier::build({.algorithms = {Algorithm::HS256},
                                        .keys = KeySource::from(key->verification_key()),
                                        .policy = four_leaves(),
                                        .revocation = check});
  if (!verifier) stop(verifier.error().sentence());
  auto cache = VerifiedTokenCache::build(std::move(*verifier), system_random());
  if (!cache) stop(cache.error().sentence());
  return std::move(*cache);
}

Arm hits(const std::string& name, const RevocationCheck& check, std::shared_ptr<DenyList> list,
         const std::string& token, NumericDate now) {
  const auto cache = std::make_shared<VerifiedTokenCache>(cache_asking(check));
  return {name, [cache, list, token, now] {
            const auto verified = cache->verify(token, now);
            if (!verified || (*verified)->subject()->size() != 36) stop("signet refused its own token");
          }};
}

Arm digest_of(const std::string& token) {
  const std::shared_ptr<EVP_MD> sha256{EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free};
  const std::shared_ptr<EVP_MD_CTX> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  if (EVP_DigestInit_ex2(context.get(), sha256.get(), nullptr) != 1) stop("OpenSSL has no SHA-256");
  return {"sha256_of_token", [sha256, context, token] {
            std::array<unsigned char, 32> digest;
            unsigned size = 0;
            const bool done = EVP_DigestInit_ex2(context.get(), nullptr, nullptr) == 1 &&
                              EVP_DigestUpdate(context.get(), token.data(), token.size()) == 1 &&
                              EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1;
            if (!done || size != digest.size()) stop("OpenSSL gave no digest");
          }};
}

}  // namespace

Case cached_verification(NumericDate now) {
  const TokenJobs jobs = token_jobs(Algorithm::HS256, now);
  const auto list = denials(now);
  RevocationCheck each_time = list->check();
  each_time.revoked = nullptr;
  return {"cached_verify",
          "sha256_of_token",
          digest_of(jobs.token),
          {hits("signet", list->check(), list, jobs.token, now),
           hits("signet, denials asked each time", each_time, list, jobs.token, now)},
          0.1};
}

}  // namespace signet_bench
