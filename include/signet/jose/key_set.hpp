// KeySet: the keys one party verifies with, and the JWKS text of them (RFC 7517 §5).
#pragma once

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
  Error error;
};

/// Verification keys in order. Immutable once it is given to a KeySource.
/// @thread const access from any number of threads
class KeySet {
 public:
  KeySet() = default;
  explicit KeySet(std::vector<VerificationKey> keys) : keys_(std::move(keys)) {}

  /// Reads a JWKS. A key that cannot be used is skipped and reported; it never spoils the others.
  /// @error key_malformed   not a JSON object with an array `keys`, a duplicate member anywhere, or longer
  /// than
  ///                        limits.key_set_text
  /// @error key_unsupported more than limits.keys keys
  static Result<KeySet> parse(std::string_view jwks, const Limits& limits = {});

  KeySet& add(VerificationKey key);
  std::span<const VerificationKey> keys() const& noexcept { return keys_; }
  std::span<const SkippedKey> skipped() const& noexcept { return skipped_; }
  /// Places in `keys` of the key pairs that came with a private part: only the public part was kept, but
  /// whoever could read the text can sign (RFC 7517 §9.2).
  std::span<const std::size_t> exposed() const& noexcept { return exposed_; }
  std::span<const VerificationKey> keys() const&& = delete;
  std::span<const SkippedKey> skipped() const&& = delete;
  std::span<const std::size_t> exposed() const&& = delete;

  /// The JWKS text of the public keys; HMAC keys are left out (RFC 7517 §9.2).
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

 private:
  std::vector<VerificationKey> keys_;
  std::vector<SkippedKey> skipped_;
  std::vector<std::size_t> exposed_;
};

}  // namespace signet::inline v0
