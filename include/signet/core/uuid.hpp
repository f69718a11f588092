// Uuid: RFC 9562 identifiers, version 4 when made here.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "signet/core/random.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0 {

/// 128 bits that name something. Compared and ordered by their bytes.
class Uuid {
 public:
  /// The nil UUID, which names nothing.
  constexpr Uuid() noexcept = default;
  /// A fresh version 4 UUID: 122 random bits.
  /// @error random_unavailable
  static Result<Uuid> random(RandomSource& random);
  /// Reads the 36-character form, either case. Versions are not told apart.
  /// @error uuid_malformed
  static Result<Uuid> parse(std::string_view text) noexcept;

  /// The 36-character lower-case form.
  std::string text() const;
  /// The same without an allocation.
  std::array<char, 36> characters() const noexcept;
  constexpr const std::array<std::uint8_t, 16>& bytes() const noexcept { return bytes_; }
  static constexpr Uuid from_bytes(const std::array<std::uint8_t, 16>& bytes) noexcept {
    Uuid uuid;
    uuid.bytes_ = bytes;
    return uuid;
  }

  friend constexpr auto operator<=>(const Uuid&, const Uuid&) noexcept = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace signet::inline v0
