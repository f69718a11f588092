// ECDSA signatures between the two forms: r‖s as JWS carries them (RFC 7518 §3.4), DER as OpenSSL does.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace signet::inline v0::detail {

using P256Signature = std::array<unsigned char, 64>;

/// SEQUENCE { INTEGER r, INTEGER s }, both positive and minimal; at most 72 bytes.
struct EcdsaDer {
  std::array<unsigned char, 72> bytes;
  std::size_t size;
};

/// Any r and s; whether they lie in 1 .. n-1 is for the verification to say.
EcdsaDer ecdsa_to_der(std::span<const unsigned char, 64> raw) noexcept;

/// Empty when `der` is not exactly such a sequence.
std::optional<P256Signature> ecdsa_from_der(std::span<const unsigned char> der) noexcept;

}  // namespace signet::inline v0::detail
