// KeyedHash: 128 bits of a text under a random key, for tables whose keys come from outside.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "signet/core/random.hpp"

namespace signet::inline v0::detail {

struct Fingerprint {
  std::uint64_t first;
  std::uint64_t second;

  friend bool operator==(const Fingerprint&, const Fingerprint&) noexcept = default;
};

/// Multiplies and folds, as wyhash does, in two lanes. No MAC: whoever saw fingerprints could learn to make
/// texts that collide. They are never shown; without the key nobody can aim at a collision, and at 128 bits
/// none comes about by chance. Equal texts have equal fingerprints always, so a table that denies by them
/// never misses.
/// @thread const access from any number of threads
class KeyedHash {
 public:
  /// @error random_unavailable
  static Result<KeyedHash> random(RandomSource& random);

  /// Of `text`, apart from those of the same text in another `domain`.
  Fingerprint operator()(std::string_view text, std::uint64_t domain) const noexcept;

 private:
  KeyedHash() = default;

  std::array<std::uint64_t, 6> key_{};
};

}  // namespace signet::inline v0::detail
