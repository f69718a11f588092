// RefreshTokenCodec: writes refresh tokens under the first of some keys, and reads those of all of them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/hmac.hpp"
#include "signet/session/family.hpp"

namespace signet::inline v0::detail {

/// Which token of which family.
struct TokenName {
  FamilyId family;
  std::uint32_t generation = 0;
};

/// The form is that of RefreshToken. A key is named by the first 4 bytes of its HMAC-SHA-256 of
/// `signet refresh token key id`; a token's MAC is over `signet refresh token sgr1` and the 24 bytes before
/// it. The two messages differ in length, so neither is ever taken for the other.
/// @thread const calls may be made from any number of threads at once
class RefreshTokenCodec {
 public:
  /// The first key mints. Keys are not kept, only what HMAC makes of them.
  /// @error option_invalid  named keys: none or more than 8, one of less than 32 bytes, or two of one key id
  static Result<RefreshTokenCodec> build(const std::vector<SecretBytes>& keys);

  std::string mint(const TokenName& name) const;
  /// @error refresh_token_invalid
  Result<TokenName> read(std::string_view text) const;

 private:
  using KeyId = std::array<std::byte, 4>;
  struct Key {
    KeyId id;
    HmacSha256 hmac;
  };
  explicit RefreshTokenCodec(std::vector<Key> keys) noexcept;

  std::vector<Key> keys_;
};

}  // namespace signet::inline v0::detail
