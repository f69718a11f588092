// Comparison of secrets, over OpenSSL's CRYPTO_memcmp.
#include "signet/crypto/constant_time.hpp"

#include <openssl/crypto.h>

namespace signet::inline v0 {

bool constant_time_equal(std::span<const std::byte> a, std::span<const std::byte> b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool constant_time_equal(std::string_view a, std::string_view b) noexcept {
  return constant_time_equal(std::as_bytes(std::span{a}), std::as_bytes(std::span{b}));
}

}  // namespace signet::inline v0
