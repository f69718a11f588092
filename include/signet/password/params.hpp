// What a password hash costs, as types that cannot be swapped, and the presets to choose from.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>
#include <variant>

#include "signet/password/argon2_type.hpp"

namespace signet::inline v0 {

/// A size in KiB.
struct KiB {
  std::uint32_t count;
  friend constexpr auto operator<=>(KiB, KiB) noexcept = default;
};

/// argon2 (RFC 9106 §3.1).
struct Argon2Params {
  KiB memory{32 * 1024};             ///< m, in KiB; 8 * lanes .. the ceiling
  std::uint32_t passes = 2;          ///< t; 1 .. the ceiling
  std::uint32_t lanes = 1;           ///< p; 1 .. the ceiling. One worker computes all lanes.
  Argon2Type type = Argon2Type::id;  ///< d and i are verified, never written
  friend constexpr bool operator==(const Argon2Params&, const Argon2Params&) noexcept = default;
};

/// bcrypt, written as `$2b$`. Passwords over 72 bytes are refused, never cut.
struct BcryptParams {
  std::uint32_t cost = 12;  ///< 2^cost rounds; 4 .. the ceiling
  friend constexpr bool operator==(const BcryptParams&, const BcryptParams&) noexcept = default;
};

/// PBKDF2 with HMAC-SHA-256 (RFC 8018 §5.2), for where only what NIST approves may be used. It takes no
/// memory, so it withstands guessing hardware worse than the others.
struct Pbkdf2Params {
  std::uint32_t iterations = 600'000;  ///< 1000 .. the ceiling
  friend constexpr bool operator==(const Pbkdf2Params&, const Pbkdf2Params&) noexcept = default;
};

/// scrypt (RFC 7914), by OpenSSL.
struct ScryptParams {
  std::uint32_t log_n = 17;  ///< N is 2^log_n; 1 .. 63, below 16 * r
  std::uint32_t r = 8;       ///< blocks of 128 * r bytes; at least 1
  std::uint32_t p = 1;       ///< runs, one after the other; at least 1, r * p below 2^30
  friend constexpr bool operator==(const ScryptParams&, const ScryptParams&) noexcept = default;
};

/// yescrypt as systems store it, `$y$`; the defaults are libxcrypt's. Only where signet was built with
/// libxcrypt.
struct YescryptParams {
  std::uint32_t log_n = 12;  ///< N is 2^log_n; 2 .. 63
  std::uint32_t r = 32;      ///< blocks of 128 * r bytes; 1 .. 2^30 - 1
  friend constexpr bool operator==(const YescryptParams&, const YescryptParams&) noexcept = default;
};

using HashParams = std::variant<Argon2Params, BcryptParams, Pbkdf2Params, ScryptParams, YescryptParams>;

/// What the project proposes, and where the numbers come from; see also lib/DESIGN.md.
namespace presets {
/// `default` where presets have names, a word that C++ keeps for itself. More than OWASP's minimum (below),
/// since kernels of our own make that cheap, and below RFC 9106 §4, whose second choice is `hardened`.
inline constexpr Argon2Params standard{.memory = KiB{32 * 1024}, .passes = 2, .lanes = 1};
/// Memory and passes of RFC 9106 §4, second recommended option; on one lane, since one worker computes all.
inline constexpr Argon2Params hardened{.memory = KiB{64 * 1024}, .passes = 3, .lanes = 1};
/// OWASP Password Storage Cheat Sheet, argon2id: at least 19 MiB, 2 iterations, 1 degree of parallelism.
inline constexpr Argon2Params owasp_minimum{.memory = KiB{19 * 1024}, .passes = 2, .lanes = 1};
/// For tables that must stay readable to programs that know only bcrypt. OWASP asks for a cost of 10 at
/// least.
inline constexpr BcryptParams bcrypt{.cost = 12};
/// OWASP, PBKDF2 with HMAC-SHA-256: 600,000 iterations. The computation is our own and no validated module;
/// for one, see SIGNET_PBKDF2_BACKEND.
inline constexpr Pbkdf2Params fips{.iterations = 600'000};
/// OWASP, scrypt: N = 2^17, r = 8 (128 MiB), p = 1.
inline constexpr ScryptParams scrypt{.log_n = 17, .r = 8, .p = 1};
}  // namespace presets

struct NamedPreset {
  std::string_view name;
  HashParams params;
};

/// The presets as configuration files and command lines name them.
inline constexpr std::array named_presets{
    NamedPreset{"default", presets::standard},
    NamedPreset{"hardened", presets::hardened},
    NamedPreset{"owasp_minimum", presets::owasp_minimum},
    NamedPreset{"bcrypt", presets::bcrypt},
    NamedPreset{"fips", presets::fips},
    NamedPreset{"scrypt", presets::scrypt},
};

/// The most that a stored hash may ask of us; judged before any memory is taken or work is done.
struct HashCeilings {
  KiB memory{256 * 1024};     ///< argon2's m; scrypt's 128 * r * (N + p) bytes, yescrypt's 128 * r * N
  std::uint32_t passes = 12;  ///< argon2 t
  std::uint32_t lanes = 16;   ///< argon2 p
  std::uint32_t bcrypt_cost = 14;
  std::uint32_t pbkdf2_iterations = 2'400'000;
  std::uint32_t scrypt_work = 4 << 20;  ///< scrypt's N * r * p, four times the preset's
};

}  // namespace signet::inline v0
