// RandomSource: where keys, salts and identifiers come from; an argument, so that tests can fix it.
#pragma once

#include <cstddef>
#include <span>

#include "signet/core/result.hpp"

namespace signet::inline v0 {

/// Gives unpredictable bytes. A program has two implementations: `system_random`, and in front of it, for
/// identifiers alone, BufferedRandomSource. Any other belongs in tests.
/// @thread fill may be called from several threads at once
class RandomSource {
 public:
  RandomSource() = default;
  RandomSource(const RandomSource&) = delete;
  RandomSource& operator=(const RandomSource&) = delete;
  virtual ~RandomSource() = default;

  /// Fills all of `out`.
  /// @error random_unavailable  no bytes could be had; `out` must not be used
  virtual Result<void> fill(std::span<std::byte> out) = 0;
};

/// OpenSSL's generator, seeded by the operating system and safe across fork(). Lives as long as the process.
RandomSource& system_random() noexcept;

}  // namespace signet::inline v0
