// TokenTable: verified tokens by their text, in sets of four that fill a cache line each.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "signet/core/secret_bytes.hpp"
#include "signet/token/verified_token_cache.hpp"
#include "token/keyed_hash.hpp"

namespace signet::inline v0::detail {

/// A verified token beside what it is known by.
struct CachedToken final : VerifiedToken {
  struct Origin {
    std::string_view compact;
    Fingerprint fingerprint;
    std::uint64_t keys;  // KeyView::generation of those it was verified with
  };
  CachedToken(VerifiedToken token, const Origin& origin);

  const SecretBytes compact;
  const Fingerprint fingerprint;
  const std::uint64_t keys;
  const NumericDate expires;  // the end of time without `exp`
  // RevocationCheck::revoked when it was last asked of this token.
  mutable std::atomic<std::uint64_t> asked_at{UINT64_MAX};
  mutable std::atomic<std::uint32_t> owners{1};
};

/// What a SharedToken holds is always one.
inline const CachedToken& cached(const VerifiedToken& token) noexcept {
  return static_cast<const CachedToken&>(token);
}

/// Held for a few instructions, and never waited for: who finds it taken too often goes without.
class BriefLock {
 public:
  bool try_lock() noexcept;
  void unlock() noexcept { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

/// @thread all members from any number of threads
class TokenTable {
 public:
  static constexpr std::size_t ways = 4;

  /// For `entries`, rounded up to a power of two that is `ways` at least, of texts up to `longest` bytes.
  TokenTable(const KeyedHash& hash, std::size_t entries, std::size_t longest);

  /// The token of exactly this text, kept under these keys; null when there is none, or its set is busy.
  SharedToken find(std::string_view compact, std::uint64_t keys) noexcept;
  /// A token to hand out and, unless it is too long or its set is busy, to keep. For it goes, in this order
  /// of preference: what has the same tag; an empty place; a token that has expired at `now`; the one unused
  /// for longest.
  SharedToken add(VerifiedToken token, std::string_view compact, std::uint64_t keys, NumericDate now);

 private:
  // Fills a cache line. In the order of their last use, empty places at the end; no tag is there twice.
  struct alignas(64) Set {
    BriefLock lock;
    std::array<std::uint32_t, ways> tags{};
    std::array<SharedToken, ways> tokens;

    void to_front(std::size_t place) noexcept;
    std::size_t place_for(std::uint32_t tag, NumericDate now) const noexcept;
  };
  static_assert(sizeof(Set) == 64);

  Fingerprint fingerprint(std::string_view compact) const noexcept;
  Set& set_of(const Fingerprint& fingerprint) noexcept;
  SharedToken candidate(const Fingerprint& fingerprint) noexcept;
  void keep(SharedToken token, const CachedToken& cached, NumericDate now) noexcept;

  KeyedHash hash_;
  std::size_t longest_;
  std::vector<Set> sets_;
};

}  // namespace signet::inline v0::detail
