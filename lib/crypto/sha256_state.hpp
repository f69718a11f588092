// Sha256State: a SHA-256 under way that an assignment copies, for digest and hmac.
#pragma once

#include <openssl/sha.h>

#include <cstddef>
#include <span>

#include "signet/crypto/digest.hpp"

namespace signet::inline v0::detail {

/// Neither fetches, locks nor allocates, and cannot fail: OpenSSL's low-level calls, which it deprecates in
/// favour of ones that do all four per message. @thread as safe as an int
class Sha256State {
 public:
  /// The state before the first byte.
  Sha256State() noexcept;
  void update(std::span<const std::byte> bytes) noexcept;
  /// The digest of all bytes so far; the state is spent.
  Sha256 finish() noexcept;

 private:
  SHA256_CTX context_;
};

}  // namespace signet::inline v0::detail
