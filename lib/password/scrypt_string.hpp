// The stored form of an scrypt hash, `$scrypt$ln=17,r=8,p=1$salt$tag`, read strictly and written canonically.
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

/// The name of the parameter that RFC 7914 §2 and §6 do not allow; empty: there is none.
std::string_view scrypt_fault(const ScryptParams& params) noexcept;

/// What scrypt takes, in KiB: 128 * r * (N + p) bytes, or 2^64 - 1 where that is over 2^40 KiB.
/// @param params  without fault
std::uint64_t scrypt_memory(const ScryptParams& params) noexcept;

class ScryptString {
 public:
  static constexpr std::size_t min_salt = 8, max_salt = 48;  ///< bytes
  static constexpr std::size_t min_tag = 12, max_tag = 64;   ///< bytes; all of one cost

  /// N is written as its logarithm, so one that is no power of two cannot be. Decimals and base64 are as
  /// strict as PhcString's.
  /// @error hash_malformed    no such string, scrypt_fault, salt or tag of another size
  /// @error hash_unsupported  the string of another function
  static Result<ScryptString> parse(std::string_view text) noexcept;
  /// Of parameters without fault.
  ScryptString(const ScryptParams& params, std::span<const std::byte, 16> salt,
               std::span<const std::byte, 32> tag) noexcept;

  const ScryptParams& params() const noexcept { return params_; }
  std::span<const std::byte> salt() const noexcept { return {salt_.data(), salt_size_}; }
  std::span<const std::byte> tag() const noexcept { return {tag_.data(), tag_size_}; }

  std::string text() const;

 private:
  ScryptString() noexcept = default;

  ScryptParams params_;
  std::uint8_t salt_size_ = 0;
  std::uint8_t tag_size_ = 0;
  std::array<std::byte, max_salt> salt_{};
  std::array<std::byte, max_tag> tag_{};
};

}  // namespace signet::inline v0::detail
