// Ed25519Table: what is worked out once for a public key, so that each of its signatures is checked by
// additions alone.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "curve/ed25519_windows.hpp"

namespace signet::inline v0::detail {

/// Checks Ed25519 signatures (RFC 8032 §5.1.7) with the verdict of OpenSSL for every input: s below the order
/// of the group, R compared as bytes and so without the cofactor.
///
/// For verification only. All of it is public, so its time depends on key and signature; no secret may come
/// here. Immutable. @thread safe to call concurrently on a const table
class Ed25519Table {
 public:
  /// Takes about 1 ms and 96 KiB, which the table owns; the first call of the process as much again, of
  /// static memory that is kept for all keys.
  ///
  /// Reads a point as OpenSSL does: y modulo p, and any sign for x = 0. Which keys are too weak is not
  /// decided here but by check_point.
  /// @return nothing when no point of the curve has this y
  static std::optional<Ed25519Table> make(std::span<const std::byte, 32> public_key);

  /// Whether `signature` is one of `message` under the key. Neither locks nor allocates.
  bool holds(std::string_view message, std::span<const std::byte, 64> signature) const noexcept;

 private:
  Ed25519Table(std::span<const std::byte, 32> public_key, const Ed25519Point& negated_point);
  static const Ed25519Windows& base_windows() noexcept;

  std::array<std::byte, 32> public_key_;
  const Ed25519Windows* base_;
  std::unique_ptr<const Ed25519Windows> negated_key_;
};

}  // namespace signet::inline v0::detail
