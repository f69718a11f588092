// PhcString: the stored form of an argon2 hash, read strictly and written canonically.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "signet/core/result.hpp"
#include "signet/password/params.hpp"

namespace signet::inline v0 {

/// `$argon2id$v=19$m=32768,t=2,p=1$salt$tag`, or that of argon2i or argon2d, taken apart. A plain value;
/// reading it costs no allocation.
/// @see the PHC string format and argon2's part of it
class PhcString {
 public:
  static constexpr std::size_t min_salt = 8, max_salt = 48;  ///< bytes
  static constexpr std::size_t min_tag = 12, max_tag = 64;   ///< bytes

  /// Reads `text`: parameters in this order and no others, decimals without sign or leading zero, base64
  /// without padding or spare bits. A missing `v=` means version 16, as the format says.
  /// Only the lower bounds of RFC 9106 §3.1 are judged here; what is too dear is for HashCeilings.
  /// @error hash_malformed    no such string, or m < 8p, t = 0, p = 0, salt or tag of another size
  /// @error hash_unsupported  the string of another function (`scrypt`, `2b`, `6`, ...)
  static Result<PhcString> parse(std::string_view text) noexcept;

  /// @error hash_malformed  salt, tag or parameters outside the bounds named above
  static Result<PhcString> of(const Argon2Params& params, std::span<const std::byte> salt,
                              std::span<const std::byte> tag) noexcept;

  Argon2Version version() const noexcept { return version_; }
  const Argon2Params& params() const noexcept { return params_; }
  /// View into *this.
  std::span<const std::byte> salt() const& noexcept { return {salt_.data(), salt_size_}; }
  std::span<const std::byte> salt() const&& = delete;
  /// View into *this.
  std::span<const std::byte> tag() const& noexcept { return {tag_.data(), tag_size_}; }
  std::span<const std::byte> tag() const&& = delete;

  /// The one canonical spelling, `v=` always written.
  std::string text() const;

 private:
  PhcString() noexcept = default;

  Argon2Params params_;
  Argon2Version version_ = Argon2Version::v19;
  std::uint8_t salt_size_ = 0;
  std::uint8_t tag_size_ = 0;
  std::array<std::byte, max_salt> salt_{};
  std::array<std::byte, max_tag> tag_{};
};

}  // namespace signet::inline v0
