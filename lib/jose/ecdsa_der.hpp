// ECDSA signatures between the two forms: r‖s as JWS carries them (RFC 7518 §3.4), DER as OpenSSL does.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace signet::inline v0::detail {

/// SEQUENCE { INTEGER r, INTEGER s }, both positive and minimal. P-521's is the longest: 3 bytes of head and
/// twice 2 and 67.
struct EcdsaDer {
  std::array<unsigned char, 141> bytes;
  std::size_t size;
};

/// `raw` is r‖s, each of the curve's size: 32, 48 or 66 bytes. Any r and s; whether they lie in 1 .. n-1 is
/// for the verification to say.
EcdsaDer ecdsa_to_der(std::span<const unsigned char> raw) noexcept;

/// Fills `raw` with r‖s. False when `der` is not exactly such a sequence, of positive numbers that fit
/// and are encoded in the fewest bytes.
bool ecdsa_from_der(std::span<const unsigned char> der, std::span<unsigned char> raw) noexcept;

}  // namespace signet::inline v0::detail
