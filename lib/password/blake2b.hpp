// BLAKE2b without a key (RFC 7693), which argon2 begins and ends with.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace signet::inline v0::detail {

/// One hash: `update` any number of times, then `finish` once. Wiped on destruction.
class Blake2b {
 public:
  /// @param digest_size  bytes; 1 .. 64
  explicit Blake2b(std::size_t digest_size) noexcept;
  Blake2b(const Blake2b&) = delete;
  Blake2b& operator=(const Blake2b&) = delete;
  ~Blake2b();

  void update(std::span<const std::byte> bytes) noexcept;
  /// The size and the integer as argon2 writes them: 32 bits, little endian.
  void update(std::uint32_t number) noexcept;
  /// `digest` has the size given at the beginning.
  void finish(std::span<std::byte> digest) noexcept;

 private:
  void compress(bool last) noexcept;

  std::array<std::uint64_t, 8> state_;
  std::array<std::byte, 128> block_{};
  std::size_t filled_ = 0;
  std::uint64_t count_ = 0;  // bytes compressed; RFC 7693 has 128 bits of it, which no password fills
};

}  // namespace signet::inline v0::detail
