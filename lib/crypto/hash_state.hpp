// HashState: a hash under way that an assignment copies, for digest and hmac.
#pragma once

#include <openssl/sha.h>

#include <cstddef>
#include <span>
#include <type_traits>

#include "signet/crypto/digest.hpp"

namespace signet::inline v0::detail {

/// Neither fetches, locks nor allocates, and cannot fail: OpenSSL's low-level calls, which it deprecates in
/// favour of ones that do all four per message. @thread as safe as an int
template <class Digest>
class HashState {
 public:
  /// In bytes (FIPS 180-4 §1).
  static constexpr std::size_t block_size = std::is_same_v<Digest, Sha256> ? 64 : 128;

  /// The state before the first byte.
  HashState() noexcept;
  void update(std::span<const std::byte> bytes) noexcept;
  /// The digest of all bytes so far; the state is spent.
  Digest finish() noexcept;

 private:
  std::conditional_t<std::is_same_v<Digest, Sha256>, SHA256_CTX, SHA512_CTX> context_;
};

extern template class HashState<Sha256>;
extern template class HashState<Sha384>;
extern template class HashState<Sha512>;

}  // namespace signet::inline v0::detail
