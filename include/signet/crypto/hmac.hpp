// HMAC-SHA-256 with a key whose two hash states are computed once (RFC 2104).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "signet/core/handle.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/digest.hpp"

namespace signet::inline v0 {

namespace detail {
struct HmacStates;
void free_hmac_states(HmacStates* states) noexcept;
}  // namespace detail

/// A keyed HMAC-SHA-256, ready to be computed over any number of messages without allocating or locking.
/// The states are wiped on destruction. Key strength is the caller's rule: see SigningKey::from_secret.
/// @thread mac may be called from any number of threads at once
class HmacSha256 {
 public:
  /// Any key length, as RFC 2104 allows; the key is not kept.
  explicit HmacSha256(const SecretBytes& key);

  Sha256 mac(std::span<const std::byte> message) const noexcept;
  Sha256 mac(std::string_view message) const noexcept;

 private:
  Handle<detail::HmacStates, detail::free_hmac_states> states_;
};

}  // namespace signet::inline v0
