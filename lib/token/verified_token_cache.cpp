// A verifier behind the table of what it has verified.
#include "signet/token/verified_token_cache.hpp"

#include "core/limits_range.hpp"
#include "token/token_table.hpp"

namespace signet::inline v0 {
namespace {

// The count is read before the check is asked: what is revoked in between is asked about next time.
Result<void> ask_again(const RevocationCheck& check, const detail::CachedToken& token, NumericDate now) {
  if (check.revoked == nullptr) return check(token, now);
  const std::uint64_t revoked = check.revoked(check.context);
  if (token.asked_at.load(std::memory_order_relaxed) == revoked) return {};
  const auto standing = check(token, now);
  if (standing) token.asked_at.store(revoked, std::memory_order_relaxed);
  return standing;
}

}  // namespace

void detail::free_token_table(TokenTable* table) noexcept { delete table; }

Result<VerifiedTokenCache> VerifiedTokenCache::build(TokenVerifier verifier, RandomSource& random,
                                                     const VerifiedTokenCacheOptions& options) {
  if (!detail::in_range(options.entries, std::size_t{1} << 20)) return fail(Errc::option_invalid, "entries");
  if (!detail::in_range(options.token, std::size_t{64} * 1024)) return fail(Errc::option_invalid, "token");
  const auto hash = detail::KeyedHash::random(random);
  if (!hash) return hash.error();
  return VerifiedTokenCache{std::move(verifier),
                            Table{new detail::TokenTable{*hash, options.entries, options.token}}};
}

Result<SharedToken> VerifiedTokenCache::verify(std::string_view compact, NumericDate now,
                                               const Expected& expected) const {
  // Asked before the keys are used: should they change meanwhile, what is kept is not found again.
  const std::uint64_t keys = verifier_.options_.keys.view().generation();
  if (SharedToken known = table_->find(compact, keys)) {
    if (const auto error = verifier_.judge(*known, now, expected)) return *error;
    const auto standing = ask_again(verifier_.options_.revocation, detail::cached(*known), now);
    if (!standing) return standing.error();
    return known;
  }
  auto verified = verifier_.verify(compact, now, expected);
  if (!verified) return verified.error();
  return table_->add(std::move(*verified), compact, keys, now);
}

}  // namespace signet::inline v0
