// The kernels of PBKDF2-HMAC-SHA-256, one file per level. Included where vector instructions are compiled, so
// it defines no function: an inline one would be emitted there with them, and the linker might keep that
// copy.
#pragma once

#include <cstddef>
#include <cstdint>

namespace signet::inline v0::detail {

using Pbkdf2Words = std::uint32_t[8];

/// One block of output under way (RFC 8018 §5.2, F): words as FIPS 180-4 counts them, not bytes.
struct Pbkdf2Chain {
  Pbkdf2Words inner;  ///< HMAC's inner hash after the key's block
  Pbkdf2Words outer;
  Pbkdf2Words last;  ///< U_i
  Pbkdf2Words sum;   ///< U_1 ^ ... ^ U_i
};

/// Goes `rounds` iterations further with as many chains as the kernel is wide, and leaves nothing of them in
/// vector registers' upper halves.
using Pbkdf2Rounds = void(Pbkdf2Chain* chains, std::uint32_t rounds) noexcept;

Pbkdf2Rounds pbkdf2_rounds_portable;  // 1 wide
Pbkdf2Rounds pbkdf2_rounds_sha;       // 1 wide
Pbkdf2Rounds pbkdf2_rounds_avx2;      // 8 wide
Pbkdf2Rounds pbkdf2_rounds_avx512;    // 16 wide

// FIPS 180-4 §4.2.2.
alignas(64) constexpr std::uint32_t sha256_k[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// What follows the 32 bytes of a digest in the second block of HMAC's hashes: a bit, and the length of 96
// bytes in bits (FIPS 180-4 §5.1.1).
constexpr std::uint32_t end_of_message = 0x80000000;
constexpr std::uint32_t message_bits = (64 + 32) * 8;

}  // namespace signet::inline v0::detail
