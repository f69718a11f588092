// SHA-256 over OpenSSL's low-level calls; the one translation unit that may use what OpenSSL 3 deprecates.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "signet/crypto/digest.hpp"

#include <openssl/sha.h>

#include "crypto/sha256_state.hpp"

namespace signet::inline v0 {

// OpenSSL 3's SHA256() and EVP_Digest fetch the algorithm anew for every message, under a lock.
detail::Sha256State::Sha256State() noexcept { SHA256_Init(&context_); }

void detail::Sha256State::update(std::span<const std::byte> bytes) noexcept {
  SHA256_Update(&context_, bytes.data(), bytes.size());
}

Sha256 detail::Sha256State::finish() noexcept {
  Sha256 digest;
  SHA256_Final(reinterpret_cast<unsigned char*>(digest.data()), &context_);
  return digest;
}

Sha256 sha256(std::span<const std::byte> bytes) noexcept {
  detail::Sha256State state;
  state.update(bytes);
  return state.finish();
}

Sha256 sha256(std::string_view text) noexcept { return sha256(std::as_bytes(std::span{text})); }

}  // namespace signet::inline v0
