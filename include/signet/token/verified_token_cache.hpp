// VerifiedTokenCache: tokens that a verifier has verified, so that one that comes again costs no signature.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "signet/core/handle.hpp"
#include "signet/core/random.hpp"
#include "signet/token/token_verifier.hpp"

namespace signet::inline v0 {

namespace detail {
class TokenTable;
void free_token_table(TokenTable* table) noexcept;
void retain_token(const VerifiedToken* token) noexcept;
void release_token(const VerifiedToken* token) noexcept;
}  // namespace detail

/// One of several owners of a verified token, which nobody can change. What the token shows lives as long as
/// one of them, whatever becomes of the cache.
using SharedToken = SharedHandle<VerifiedToken, detail::retain_token, detail::release_token>;

struct VerifiedTokenCacheOptions {
  /// Tokens kept; 1 .. 1,048,576, rounded up to a power of two, 4 at least. Best twice the number that is in
  /// use at a time. The table takes 16 bytes for each; a token at most 1.3 KiB and its text, and where its
  /// claims do not fit into 1 KiB, their size and up to 4 KiB more (and its header twice, where the
  /// verifier has critical names).
  std::size_t entries = 4'096;
  /// Bytes of a token that is kept; 1 .. 65,536. Longer ones are verified each time.
  std::size_t token = 2'048;
};

/// Gives what its verifier would, for every text, time and Expected. A token that is known, compared whole,
/// is spared decoding, key and signature; its times, the policy with all its rules and the RevocationCheck
/// are asked at every call. It is known as long as the verifier has the keys that it was verified with.
/// Refused tokens are never kept.
///
/// Makes room by dropping, of the four tokens in the same set, one that has expired, else the one unused for
/// longest.
/// @thread verify from any number of threads. A known token is found under a lock of its set that is held for
/// some twenty instructions and never waited for: who finds it taken for long verifies. Threads that use one
/// token count its owners in one place in memory.
class VerifiedTokenCache {
 public:
  /// For `verifier`, which it owns, and no other: what one verifier takes, another may not.
  /// @error option_invalid      naming the option: `entries` or `token` out of range
  /// @error random_unavailable  no key for the table's hash
  static Result<VerifiedTokenCache> build(TokenVerifier verifier, RandomSource& random,
                                          const VerifiedTokenCacheOptions& options = {});

  /// As TokenVerifier::verify, the same result or error.
  [[nodiscard]] Result<SharedToken> verify(std::string_view compact, NumericDate now,
                                           const Expected& expected = {}) const;

 private:
  using Table = Handle<detail::TokenTable, detail::free_token_table>;
  VerifiedTokenCache(TokenVerifier verifier, Table table) noexcept
      : verifier_(std::move(verifier)), table_(std::move(table)) {}

  TokenVerifier verifier_;
  Table table_;
};

}  // namespace signet::inline v0
