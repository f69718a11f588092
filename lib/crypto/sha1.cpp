// SHA-1 by OpenSSL's one call for it, and the digits.
#include "crypto/sha1.hpp"

#include <openssl/sha.h>

#include <cstddef>

namespace signet::inline v0::detail {

std::array<char, 40> sha1_hex(std::string_view text) noexcept {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  ::SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<char, 40> hex{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    hex[2 * i] = digits[digest[i] >> 4U];
    hex[2 * i + 1] = digits[digest[i] & 15U];
  }
  return hex;
}

}  // namespace signet::inline v0::detail
