// Caches and lists of denials, for their tests.
#pragma once

#include "signet/token/deny_list.hpp"
#include "signet/token/verified_token_cache.hpp"
#include "unit/token/tokens.hpp"

namespace signet_test {

inline constexpr auto minute = signet::Seconds::of(60);
inline constexpr auto microsecond = signet::Seconds::of_microseconds(1);

class NoRandom final : public signet::RandomSource {
 public:
  signet::Result<void> fill(std::span<std::byte>) override {
    return signet::fail(signet::Errc::random_unavailable);
  }
};

inline signet::VerifiedTokenCache cache_of(signet::TokenVerifier verifier,
                                           const signet::VerifiedTokenCacheOptions& options = {}) {
  auto cache = signet::VerifiedTokenCache::build(std::move(verifier), signet::system_random(), options);
  REQUIRE(cache.has_value());
  return std::move(*cache);
}

inline signet::DenyList deny_list(const signet::DenyListOptions& options = {.accept_issued_before = true}) {
  auto list = signet::DenyList::build(noon, signet::system_random(), options);
  REQUIRE(list.has_value());
  return std::move(*list);
}

/// A verifier of any token signed here whose times hold, that asks `check`.
inline signet::TokenVerifier asking(const signet::RevocationCheck& check) {
  auto options = options_of(signet::rules::if_present(signet::rules::issuer("https://id.example")));
  options.accept_any_audience = true;
  options.accept_without_expiry = true;
  options.revocation = check;
  return built(options);
}

inline std::string verdict(const signet::VerifiedTokenCache& cache, std::string_view token,
                           signet::NumericDate now = noon, const signet::Expected& expected = {}) {
  return verdict_of(cache.verify(token, now, expected));
}

/// Whether the cache gives the very token that it gave before, of which `held` still is one owner.
inline bool gives_again(const signet::VerifiedTokenCache& cache, std::string_view token,
                        const signet::SharedToken& held) {
  const auto given = cache.verify(token, noon);
  return given.has_value() && given->get() == held.get();
}

}  // namespace signet_test
