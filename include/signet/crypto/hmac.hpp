// HMAC with a key whose two hash states are computed once (RFC 2104).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "signet/core/handle.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/digest.hpp"

namespace signet::inline v0 {

namespace detail {
template <class Digest>
struct HmacStates;
template <class Digest>
void free_hmac_states(HmacStates<Digest>* states) noexcept;
}  // namespace detail

/// A keyed HMAC, ready to be computed over any number of messages without allocating or locking; `Digest` is
/// Sha256, Sha384 or Sha512. The states are wiped on destruction. Key strength is the caller's rule: see
/// SigningKey::from_secret.
/// @thread mac may be called from any number of threads at once
template <class Digest>
class Hmac {
 public:
  /// Any key length, as RFC 2104 allows; the key is not kept.
  explicit Hmac(const SecretBytes& key);

  Digest mac(std::span<const std::byte> message) const noexcept;
  Digest mac(std::string_view message) const noexcept { return mac(std::as_bytes(std::span{message})); }

  /// For messages that all begin with `front`: its mac(rest) is this one's of `front` and `rest` in one. What
  /// is whole blocks of the hash (64 bytes; 128 of Sha384 and Sha512) is then not hashed again.
  Hmac after(std::string_view front) const;

 private:
  using States = Handle<detail::HmacStates<Digest>, detail::free_hmac_states<Digest>>;
  explicit Hmac(States states) noexcept : states_(std::move(states)) {}

  States states_;
};

extern template class Hmac<Sha256>;
extern template class Hmac<Sha384>;
extern template class Hmac<Sha512>;

using HmacSha256 = Hmac<Sha256>;
using HmacSha384 = Hmac<Sha384>;
using HmacSha512 = Hmac<Sha512>;

}  // namespace signet::inline v0
