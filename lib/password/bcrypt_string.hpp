// The stored form of a bcrypt hash: `$2b$12$`, 22 characters of salt, 31 of digest.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

using BcryptSalt = std::array<std::byte, 16>;
using BcryptDigest = std::array<std::byte, 23>;

struct BcryptString {
  char minor = 'b';  ///< `a`, `b` or `y`; all three are the same function here
  std::uint32_t cost = 0;
  BcryptSalt salt{};
  BcryptDigest digest{};

  /// Lengths, costs 04 .. 31 in two digits, the alphabet and the spare bits are judged strictly.
  /// @error hash_malformed    not 60 characters of this form
  /// @error hash_unsupported  the string of another function (`$2x$`, `$2$`, ...)
  static Result<BcryptString> parse(std::string_view text) noexcept;

  /// View into *this.
  std::span<const std::byte> tag() const noexcept { return digest; }
  std::string text() const;
  /// How the text begins, up to the salt; libcrypt takes it for a setting.
  std::string setting() const;
};

/// The digest at the end of a bcrypt text. False if there is none.
[[nodiscard]] bool read_bcrypt_digest(std::string_view text, BcryptDigest& digest) noexcept;

}  // namespace signet::inline v0::detail
