// bcrypt of several passwords at once on one core. A single one waits for its table look-ups most of the
// time, since each needs the one before; others fill the gaps.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "password/bcrypt_string.hpp"

namespace signet::inline v0::detail {

/// Blowfish's subkeys P, then its four S-boxes of 256 words.
inline constexpr std::size_t blowfish_words = 18 + 4 * 256;

/// What they begin as: the first bits of pi behind the point.
extern const std::array<std::uint32_t, blowfish_words> blowfish_pi;

/// The memory that one password takes. All of it is secret.
struct BcryptLane {
  std::uint32_t words[blowfish_words];
  std::uint32_t key[18];  ///< the password and a NUL, over and over
  std::uint32_t salt[4];
};

struct BcryptJob {
  std::string_view password;  ///< at most bcrypt_max_password bytes, none of them NUL
  BcryptSalt salt;
  BcryptDigest digest;  ///< the result
};

inline constexpr std::size_t bcrypt_most_lanes = 6;  ///< with more the registers do not suffice

/// Fills the digests of 1 .. bcrypt_most_lanes jobs, all of one cost (4 .. 31), in as many lanes. Neither
/// what the lanes held nor their order matters; they are wiped.
/// @thread safe on lanes of one's own
void bcrypt_group(std::span<BcryptJob> jobs, std::uint32_t cost, std::span<BcryptLane> lanes) noexcept;

}  // namespace signet::inline v0::detail
