// P256Table: what is worked out once for a public key of P-256, so that each of its signatures is checked by
// additions alone.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "curve/p256_windows.hpp"
#include "signet/crypto/digest.hpp"

namespace signet::inline v0::detail {

/// Checks ECDSA signatures over P-256 with SHA-256 (FIPS 186-5 §6.4.2), with the verdict of OpenSSL for every
/// input.
///
/// For verification only: the time depends on key, message and signature, all of them public. No secret may
/// come here. Immutable. @thread safe to call concurrently on a const table
class P256Table {
 public:
  /// Takes about 1 ms and 86 KiB, which the table owns; the first call of the process as much again, of
  /// static memory that is kept for all keys.
  /// @param point  x‖y, big-endian
  /// @return nothing when that is no point of the curve
  static std::optional<P256Table> make(std::span<const std::byte, 64> point);

  /// Whether `signature`, r‖s, is one of `message` under the key. Neither locks nor allocates.
  bool holds(std::string_view message, std::span<const std::byte, 64> signature) const noexcept;
  /// The same of the message with this hash.
  bool digest_holds(const Sha256& hash, std::span<const std::byte, 64> signature) const noexcept;

 private:
  explicit P256Table(const P256Affine& key);
  static const P256Windows& generator_windows() noexcept;

  const P256Windows* generator_;
  std::unique_ptr<const P256Windows> key_;
};

}  // namespace signet::inline v0::detail
