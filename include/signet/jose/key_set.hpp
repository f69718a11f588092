// KeySet: the keys one party verifies with, and the JWKS text of them (RFC 7517 §5).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "signet/core/limits.hpp"
#include "signet/core/result.hpp"
#include "signet/jose/jws.hpp"
#include "signet/jose/key.hpp"

namespace signet::inline v0 {

/// A key of a JWKS text that could not be used, and why.
struct SkippedKey {
  std::size_t index;  ///< its place in `keys`, from 0
  Error error;        ///< a position in it counts from the first byte of the key
};

/// The keys that fit one header, in the order of their set: 1 .. 4, never null. Borrowed from the set.
class KeyCandidates {
 public:
  static constexpr std::size_t most = 4;

  const VerificationKey* const* begin() const noexcept { return keys_.data(); }
  const VerificationKey* const* end() const noexcept { return keys_.data() + count_; }
  std::size_t size() const noexcept { return count_; }
  const VerificationKey* front() const noexcept { return keys_.front(); }

 private:
  friend class KeySet;
  KeyCandidates() noexcept = default;
  explicit KeyCandidates(const VerificationKey& only) noexcept : keys_{&only}, count_(1) {}
  void add(const VerificationKey& key) noexcept {
    if (count_ < most) keys_[count_] = &key;
    ++count_;
  }

  std::array<const VerificationKey*, most> keys_{};
  std::size_t count_ = 0;  // of those that fit; more than `most` are not kept
};

/// Verification keys in order. Immutable once it is given to a KeySource.
/// @thread const access from any number of threads
class KeySet {
 public:
  KeySet() = default;
  explicit KeySet(std::vector<VerificationKey> keys);

  /// Reads a JWKS. A key that cannot be used is skipped and reported; it never spoils the others, whatever is
  /// wrong with it, as long as the text is JSON: a member comes twice, or it is beyond limits.key_text,
  /// limits.members or limits.depth, which are those of each key.
  ///
  /// A key without `alg` is held for every algorithm that its kty and crv take and its size allows, so that
  /// the verifier's own list decides (RFC 8725 §3.1): RSA for six, Ed25519 for two, a secret of 64 bytes for
  /// three. OpenSSL's key is held once, its contexts for each: an RSA key takes some 3 KiB with `alg`, 11
  /// without.
  /// @error key_malformed   not a JSON object with an array `keys`; longer than limits.key_set_text, or than
  ///                        65,535 bytes without its keys; nested deeper than 66; two equal names outside the
  ///                        keys. The error tells the offset
  /// @error key_unsupported more than limits.keys keys
  /// @error option_invalid  limits out of range
  static Result<KeySet> parse(std::string_view jwks, const Limits& limits = {});
  /// The set of one JWK, held for the algorithms that parse holds it for. Errors as
  /// VerificationKey::from_jwk.
  static Result<KeySet> from_jwk(std::string_view jwk, const Limits& limits = {});

  KeySet& add(VerificationKey key);
  /// Each key once. What had no `alg` stands here for the first algorithm of the table that takes it.
  std::span<const VerificationKey> keys() const& noexcept { return {keys_.data(), keys_.size()}; }
  std::span<const SkippedKey> skipped() const& noexcept { return {skipped_.data(), skipped_.size()}; }
  /// Places in `keys` of the key pairs that came with a private part: only the public part was kept, but
  /// whoever could read the text can sign (RFC 7517 §9.2).
  std::span<const std::size_t> exposed() const& noexcept { return {exposed_.data(), exposed_.size()}; }
  std::span<const VerificationKey> keys() const&& = delete;
  std::span<const SkippedKey> skipped() const&& = delete;
  std::span<const std::size_t> exposed() const&& = delete;
  /// All that the keys can verify: of each the algorithm it is for, and of those without `alg` every one that
  /// they are held for. What to accept where whoever chose the keys chose the algorithms by it; a list of
  /// one's own is narrower (RFC 8725 §3.1).
  [[nodiscard]] AlgorithmSet algorithms() const noexcept;

  /// The same set with each key prepared, for each algorithm that it is held for.
  /// @see VerificationKey::prepared, for what that costs
  [[nodiscard]] KeySet prepared() const;

  /// The JWKS text of the public keys; HMAC keys are left out (RFC 7517 §9.2). A key that was read without
  /// `alg` is written without.
  /// @error utf8_invalid  a kid that is not UTF-8
  [[nodiscard]] Result<std::string> to_jwks() const;

  /// The one key that must verify a token with this header: of the header's alg and, when it has a kid, of
  /// that kid; when no key has that kid, the one key of this alg that has none. A header without a kid fits
  /// the one key of its alg.
  /// @return never null; borrowed from this set
  /// @error algorithm_not_allowed  the header's alg is not in `accepted`; no key is looked at
  /// @error key_not_found          no key fits
  /// @error key_ambiguous          more than one fits
  /// @see RFC 7515 §4.1.4, RFC 8725 §3.1
  [[nodiscard]] Result<const VerificationKey*> select(const JoseHeader& header,
                                                      AlgorithmSet accepted) const noexcept;
  /// The same for a caller who tries several keys: all that fit, `most` of them or fewer.
  /// @param most           1 .. KeyCandidates::most
  /// @error key_ambiguous  more than `most` fit: none of them is to be tried
  /// @error option_invalid `most` is out of range; the name is `try_candidates`, the option it comes from
  [[nodiscard]] Result<KeyCandidates> candidates(const JoseHeader& header, AlgorithmSet accepted,
                                                 std::size_t most) const noexcept;

 private:
  // keys_[place] for another algorithm.
  struct OtherUse {
    std::size_t place;
    VerificationKey key;
  };
  Result<void> read(std::string_view jwk, std::size_t index, const Limits& limits);
  void add_without_alg(const VerificationKey& key, AlgorithmSet fitting);

  std::vector<VerificationKey> keys_;
  std::vector<OtherUse> other_uses_;      // by place
  std::vector<std::size_t> without_alg_;  // places in keys_, in order
  std::vector<SkippedKey> skipped_;
  std::vector<std::size_t> exposed_;
};

}  // namespace signet::inline v0
