// The stored form of a yescrypt hash, `$y$j9T$salt$tag`, as libxcrypt's crypt_gensalt begins it.
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

/// The name of the parameter that yescrypt does not take; empty: there is none.
std::string_view yescrypt_fault(const YescryptParams& params) noexcept;

/// What yescrypt takes, in KiB: 128 * r * N bytes, or 2^64 - 1 where that is over 2^40 KiB.
/// @param params  without fault
std::uint64_t yescrypt_memory(const YescryptParams& params) noexcept;

class YescryptString {
 public:
  static constexpr std::size_t min_salt = 8, max_salt = 64;  ///< bytes
  static constexpr std::size_t tag_size = 32;

  /// Flavour `j`, N and r, with nothing behind: what libxcrypt writes, and so what systems have.
  /// @error hash_malformed    no such string, yescrypt_fault, salt or tag of another size
  /// @error hash_unsupported  the string of another function; another flavour, parallelism, time, a ROM or an
  ///                          upgraded hash
  static Result<YescryptString> parse(std::string_view text) noexcept;
  /// Of parameters without fault.
  YescryptString(const YescryptParams& params, std::span<const std::byte, 16> salt,
                 std::span<const std::byte, tag_size> tag) noexcept;

  const YescryptParams& params() const noexcept { return params_; }
  std::span<const std::byte> salt() const noexcept { return {salt_.data(), salt_size_}; }
  std::span<const std::byte> tag() const noexcept { return tag_; }

  std::string text() const;
  /// How the text begins, up to the salt; libcrypt takes it for a setting.
  std::string setting() const;

 private:
  YescryptString() noexcept = default;

  YescryptParams params_;
  std::uint8_t salt_size_ = 0;
  std::array<std::byte, max_salt> salt_{};
  std::array<std::byte, tag_size> tag_{};
};

/// The tag at the end of a yescrypt text. False if there is none.
[[nodiscard]] bool read_yescrypt_tag(std::string_view text, std::span<std::byte> tag) noexcept;

}  // namespace signet::inline v0::detail
