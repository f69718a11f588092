// The stored form of a PBKDF2 hash: `$pbkdf2-sha256$i=600000$salt$tag`, read strictly and written
// canonically.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "signet/core/result.hpp"
#include "signet/password/params.hpp"

namespace signet::inline v0::detail {

inline constexpr std::uint32_t pbkdf2_min_iterations = 1000;  // RFC 8018 §4.2

class Pbkdf2String {
 public:
  static constexpr std::size_t min_salt = 8, max_salt = 48;  ///< bytes
  /// Bytes. No more than one block: each further one would cost us all iterations again, and a guesser none.
  static constexpr std::size_t min_tag = 12, max_tag = 32;

  /// `i` and nothing else, or `i` and `l`, the tag's length, as RustCrypto writes it; decimals and base64 are
  /// as strict as PhcString's. passlib's form, whose parameter has no name, is malformed.
  /// @error hash_malformed    no such string, i < 1000, salt or tag of another size, `l` that is not the
  /// tag's
  /// @error hash_unsupported  the string of another function
  static Result<Pbkdf2String> parse(std::string_view text) noexcept;
  /// Of sizes and iterations within the bounds above.
  Pbkdf2String(const Pbkdf2Params& params, std::span<const std::byte, 16> salt,
               std::span<const std::byte, max_tag> tag) noexcept;

  const Pbkdf2Params& params() const noexcept { return params_; }
  std::span<const std::byte> salt() const noexcept { return {salt_.data(), salt_size_}; }
  std::span<const std::byte> tag() const noexcept { return {tag_.data(), tag_size_}; }

  /// Without `l`.
  std::string text() const;

 private:
  Pbkdf2String() noexcept = default;

  Pbkdf2Params params_;
  std::uint8_t salt_size_ = 0;
  std::uint8_t tag_size_ = 0;
  std::array<std::byte, max_salt> salt_{};
  std::array<std::byte, max_tag> tag_{};
};

}  // namespace signet::inline v0::detail
